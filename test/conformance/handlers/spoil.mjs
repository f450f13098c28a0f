export default function spoil({ xs, m, s }) {
  xs.sort();
  xs.push(7);
  m.set('b', 2);
  s.add(2);
  return [9];
}
