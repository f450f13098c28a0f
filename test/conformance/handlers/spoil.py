def spoil(xs, m, s):
    xs.sort()
    xs.append(7)
    m["b"] = 2
    s.add(2)
    return [9]
