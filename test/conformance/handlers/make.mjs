/** Values of every kind, and some that are of no kind. */
class Thing {}

const everything = (BigDecimal) =>
  new Map([
    ['integer', 5],
    ['big', 2n ** 53n + 1n],
    ['decimal', BigDecimal('0.10')],
    ['text', 'é😀'],
    ['bytes', new Uint8Array([255, 0])],
    ['at', { epochMicros: 1736330400000001n }],
    ['list', [1, [2]]],
    ['keys', new Map([[1, 'one']])],
    ['set', new Set([2, 1])],
    ['none', null],
    ['yes', true],
  ]);

function deep() {
  let value = [];
  for (let i = 0; i < 200; i++) value = [value];
  return value;
}

export default function make({ kind }, { BigDecimal }) {
  const circle = [];
  circle.push(circle);
  return {
    all: () => everything(BigDecimal),
    nothing: () => undefined,
    float: () => 1.5,
    infinity: () => Number.POSITIVE_INFINITY,
    function: () => make,
    object: () => new Thing(),
    nested: () => [1, new Map([['a', 1.5]])],
    huge: () => 2n ** 63n,
    digits: () => BigDecimal('0.12345678901234567890123456789012345'),
    enormous: () => BigDecimal('1E+7000'),
    tens: () => BigDecimal('3E+2'),
    'minus zero': () => BigDecimal('-0.00'),
    nan: () => Number.NaN,
    'equal keys': () => new Map([[1, 'b']]),
    'true key': () => ({ a: new Map([[true, 1]]) }),
    surrogate: () => '\ud800',
    circle: () => circle,
    deep,
  }[kind]();
}
