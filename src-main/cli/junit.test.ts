import { expect, it } from 'vitest';
import { junit } from './junit.ts';

it('writes a suite per node, escaped', () => {
  const base = { comparison: 'c', durationMs: 1500 };
  expect(
    junit([
      { ...base, node: 'a', name: 'one', passed: true, message: '' },
      { ...base, node: 'a', name: 'two <&>', passed: false, message: 'x was "1"\u0001\n' },
      { ...base, node: 'b', name: 'three', passed: true, message: '' },
    ]),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" time="4.500">
  <testsuite name="a" tests="2" failures="1" time="3.000">
    <testcase classname="a" name="one" time="1.500"/>
    <testcase classname="a" name="two &lt;&amp;&gt;" time="1.500"><failure message="x was &quot;1&quot;\ufffd&#10;"/></testcase>
  </testsuite>
  <testsuite name="b" tests="1" failures="0" time="1.500">
    <testcase classname="b" name="three" time="1.500"/>
  </testsuite>
</testsuites>
`);
});
