import { describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/node/program.ts';
import { type CheckedNode, checkNode } from '../check.ts';
import { completeAt } from '../complete.ts';
import { formatExpression } from '../expression/format.ts';
import { hoverAt } from '../hover.ts';
import { outlineOf } from '../outline.ts';

const NODE = `node_id: n
flow:
  - step: ask
    operation: llm_chat
    output: answer
`;

function check(fields: string, options?: Parameters<typeof checkNode>[1]): CheckedNode {
  const indented = fields.trimEnd().replaceAll(/^/gm, '    ');
  return checkNode(`${NODE}${indented}\nsecurity: {capabilities_required: [llm.chat.*]}\n`, options);
}

/** Everything that is found, each as `code: the text it points at`. */
function found(fields: string, options?: Parameters<typeof checkNode>[1]): readonly string[] {
  return check(fields, options).diagnostics.map(({ code, message, suggestion }) =>
    [code, message, suggestion ?? ''].join(' | '),
  );
}

function chatOf(fields: string): string {
  const { program, diagnostics } = check(fields);
  const step = program?.flow[0] as (Step & { operation: 'llm_chat' }) | undefined;
  if (!step) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return formatExpression(step.chat);
}

const HI = 'messages: [{role: user, content: hi}]';
const KNOWN = {
  models: {
    providers: new Map([
      ['openai', ['gpt-4.1', 'o3*']],
      ['mine', []],
    ]),
    routes: new Map([['cheap', ['mine/small', 'openai/gpt-4.1']]]),
  },
};

describe('fields become the canonical request', () => {
  it('at the places that shared/llm/protocol has for them', () => {
    expect(
      chatOf(
        `model: openai/gpt-4.1\n${HI}\nsystem: be brief\nmax_tokens: 5\ntop_p: 0.5\nreasoning_effort: low\nstop: X\nstore: false\nparallel_tool_calls: true\nmetadata: {a: b}`,
      ),
    ).toBe(
      '{messages: [{role: "system", content: "be brief"}, {role: "user", content: "hi"}], parameters: {topP: 0.5, maxOutputTokens: 5, stop: ["X"]}, reasoning: {effort: "low"}, parallelToolCalls: true, metadata: {a: "b"}, store: false}',
    );
  });

  it('tools and formats with their schemas as written, braces and all', () => {
    expect(
      chatOf(
        `model: a/b\n${HI}\ntools: [{name: f, description: "{1 + 1}", parameters: {pattern: "x{2}"}}]\ntool_choice: {name: f}\nresponse_format: {schema: {pattern: "y{3}", default: null}}`,
      ),
    ).toBe(
      '{messages: [{role: "user", content: "hi"}], tools: [{name: "f", description: 1 + 1, parameters: {pattern: "x{2}"}}], toolChoice: {type: "tool", name: "f"}, responseFormat: {type: "json_schema", schema: {pattern: "y{3}", default: null}}}',
    );
  });

  it('instructions before messages that are computed', () => {
    expect(chatOf('model: a/b\nsystem: s\nmessages: "{history}"')).toBe(
      '{messages: [{role: "system", content: "s"}] + history}',
    );
  });

  it('what must arrive as pointers into the request', () => {
    expect(chatOf(`model: a/b\n${HI}\nseed: 1\nrequired: [seed, messages]`)).toContain(
      'required: ["/parameters/seed","/messages"]',
    );
  });
});

describe('what is wrong is said at its place', () => {
  it.each([
    [HI, 'missing-field | An llm_chat step needs either a model or a route. | model: PROVIDER/MODEL'],
    [`model: a/b\nroute: r\n${HI}`, 'wrong-structure | An llm_chat step needs either'],
    ['model: a/b', 'missing-field | A llm_chat step needs messages.'],
    [`model: gpt\n${HI}`, 'unknown-value | "gpt" names no model.'],
    [
      `model: a/b\n${HI}\ntemprature: 1`,
      'unknown-field | A llm_chat step has no field temprature; it has no effect. | Did you mean temperature?',
    ],
    [`model: a/b\n${HI}\ntemperature: hot`, 'invalid-value | temperature must be a number, here is string.'],
    [`model: a/b\n${HI}\nseed: 1.5`, 'invalid-value | seed must be a whole number, here is decimal.'],
    [
      `model: a/b\n${HI}\nreasoning_effort: lo`,
      'unknown-value | reasoning_effort is one of none, minimal, low, medium, high, xhigh, max, not lo. | Did you mean low?',
    ],
    [
      'model: a/b\nmessages: [{role: usr, content: x}]',
      'unknown-value | role is one of system, developer, user, assistant, tool, not usr. | Did you mean user?',
    ],
    ['model: a/b\nmessages: [{role: user}]', 'missing-field | A message needs content.'],
    [
      'model: a/b\nmessages: [{role: user, content: [{type: picture}]}]',
      'unknown-value | type is one of text, image',
    ],
    [
      `model: a/b\n${HI}\nresponse_format: {type: json_schema}`,
      'missing-field | A response_format of JSON needs a schema.',
    ],
    [
      `model: a/b\n${HI}\nresponse_format: xml`,
      'unknown-value | response_format is one of text, json, json_schema, not xml.',
    ],
    [
      `model: a/b\n${HI}\ntool_choice: any`,
      'unknown-value | tool_choice is one of auto, none, required, not any.',
    ],
    [`model: a/b\n${HI}\nrequired: [seed]`, 'unknown-value | The step does not set seed.'],
    [`model: a/b\n${HI}\nlosses: lax`, 'unknown-value | losses is one of strict, warn, coerce, not lax.'],
  ])('%s', (fields, expected) => {
    expect(found(fields)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^${expected.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)),
      ]),
    );
  });

  it('says nothing where nothing is wrong', () => {
    expect(found(`model: openai/o3-mini\n${HI}\ntemperature: 0.5`, KNOWN)).toEqual([]);
    expect(found(`route: cheap\n${HI}`, KNOWN)).toEqual([]);
    expect(found(`model: "mine/{answer}"\n${HI}`, KNOWN)).toEqual([]);
  });

  it('warns of providers, routes and models that the workspace does not know', () => {
    expect(found(`model: opnai/gpt-4.1\n${HI}`, KNOWN)).toEqual([
      'unknown-provider | The workspace knows no provider opnai of language models. | Did you mean openai?',
    ]);
    expect(found(`route: chep\n${HI}`, KNOWN)).toEqual([
      'unknown-route | The workspace has no route chep. | Did you mean cheap?',
    ]);
    expect(found(`model: openai/gpt-4.2\n${HI}`, KNOWN)).toEqual([
      'unlisted-model | Nothing is known of the model gpt-4.2: it is taken for what openai does in general. | Did you mean gpt-4.1?',
    ]);
  });

  it('warns of fields that no answer has, where a variable holds nothing but answers', () => {
    const read = (expression: string, also = '') =>
      checkNode(
        `${NODE}    model: a/b\n    ${HI}\n${also}  - {operation: assign, expression: "${expression}", output: x}\nsecurity: {capabilities_required: [llm.chat.*]}\n`,
      ).diagnostics.map(({ code, message, suggestion }) => [code, message, suggestion ?? ''].join(' | '));
    expect(read('answer.txt')).toEqual([
      'unknown-answer-field | A model’s answer (answer) has no field txt. | Did you mean text?',
    ]);
    expect(read('answer.json.anything')).toEqual([]);
    expect(read('EXISTS answer IN [{txt: 1}]: answer.txt == 1')).toEqual([]);
    const other = '  - {operation: assign, expression: "{txt: 1}", output: answer}\n';
    expect(read('answer.txt', other)).toEqual([]);
  });

  it('needs the capability of every provider of a route', () => {
    const { diagnostics } = checkNode(`${NODE}    route: cheap\n    ${HI}\n`, KNOWN);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'The step ask needs the capability llm.chat.mine.',
      'The step ask needs the capability llm.chat.openai.',
    ]);
  });
});

describe('in the editor', () => {
  it('proposes models, routes, roles and the fields of an answer', () => {
    const at = (line: string) =>
      completeAt(`${NODE}    ${line}`, 6, line.length + 5, {
        models: ['openai/gpt-4.1'],
        routes: ['cheap'],
      }).map(({ label }) => label);
    expect(at('model: ')).toEqual(['openai/gpt-4.1']);
    expect(at('route: ')).toEqual(['cheap']);
    expect(at('response_format: ')).toEqual(['text', 'json', 'json_schema']);
    expect(at('temp')).toContain('temperature');
    const role = `${NODE}    messages:\n      - role: `;
    expect(completeAt(role, 7, 15).map(({ label }) => label)).toContain('assistant');
    expect(at('system: "{answer.')).toEqual(
      expect.arrayContaining(['text', 'json', 'tool_calls', 'usage', 'losses']),
    );
  });

  it('says what a field is, and what a step does', () => {
    expect(hoverAt(`${NODE}    max_tokens: 5`, 6, 8)?.text).toBe('Longest answer, in tokens.');
    const { program } = check(`model: a/b\n${HI}`);
    expect(program && outlineOf(program)[0]).toMatchObject({
      operation: 'llm_chat',
      summary: 'answer = a/b',
    });
  });
});
