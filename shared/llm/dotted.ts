type Steps = readonly [string, string?];

const KNOWN = new Map<string, Steps>();

/** The steps of a path of one or two, as tables of fields write it: `parameters.topP`. Tables are walked for each request: each path is taken apart once. */
export function stepsOf(path: string): Steps {
  const known = KNOWN.get(path);
  if (known !== undefined) return known;
  const [first = '', second] = path.split('.');
  const steps: Steps = second === undefined ? [first] : [first, second];
  KNOWN.set(path, steps);
  return steps;
}
