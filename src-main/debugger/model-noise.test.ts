import { expect, test } from 'vitest';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import { rulesOf } from '../../shared/trace/policy.ts';
import { checkNode } from '../language/check.ts';
import { withoutModelNoise } from './model-noise.ts';

function program(id: string, flow: string) {
  const { program: checked } = checkNode(`node_id: ${id}\nflow:\n${flow}`);
  if (!checked) throw new Error(`${id} has errors`);
  return checked;
}

const ASK = 'operation: llm_chat, model: a/b, messages: [{role: user, content: hi}]';
const root = program(
  'root',
  `  - {step: ask, ${ASK}, output: said}
  - {step: pay, operation: external_api_call, provider: p, output: answer}
  - step: each
    operation: for_each
    items: "[1]"
    do:
      - {step: again, ${ASK}}
  - {step: other, operation: call_node, node: callee}
`,
);
const callee = program('callee', `  - {step: deep, ${ASK}, output: reply}\n`);

const policy = { ...EXACT_POLICY, ignore: ['note'] };
const ignored = (step: string, path: string) =>
  rulesOf(withoutModelNoise(policy, root, [root, callee]))(step).ignored(path);

test.each([
  ['ask', 'answer.target'],
  ['ask', 'answer.usage.input'],
  ['ask', 'said.losses.score'],
  ['ask', 'said.tool_calls[0].id'],
  ['ask', 'error.message'],
  ['each/do/again', 'answer.model'],
  ['other/call/deep', 'reply.message.content[0].text'],
  ['anywhere', 'note'],
])('at %s, %s says who was asked: it is not compared', (step, path) => {
  expect(ignored(step, path)).toBe(true);
});

test.each([
  ['ask', 'answer.text'],
  ['ask', 'said.json.usage'],
  ['ask', 'said.tool_calls[0].arguments'],
  ['ask', 'error.code'],
  ['ask', 'request.targets[0]'],
  ['each/do/again', 'said.target'],
  ['deep', 'reply.target'],
  ['pay', 'answer.usage'],
  ['pay', 'error.message'],
  ['', 'outputs.target'],
])('at %s, %s is what was said, or of another step: it is compared', (step, path) => {
  expect(ignored(step, path)).toBe(false);
});
