import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { NamedModel, Routing } from './route.ts';

export interface ModelsAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

const PATH = '/v1/models';

/** Which models there are, or one of them, in the words of the client that asks; undefined: it asks for something else. */
export function modelsAnswer(
  { url = '/', headers }: IncomingMessage,
  { models, route }: Routing,
): ModelsAnswer | undefined {
  const [pathname = '/', query = ''] = url.split('?', 2);
  if (pathname !== PATH && !pathname.startsWith(`${PATH}/`)) return undefined;
  const dialect = headers['anthropic-version'] === undefined ? 'openai-chat' : 'anthropic';
  const words = WORDS[dialect];
  const id = decoded(pathname.slice(PATH.length + 1));
  if (id === '') return words.list(models(dialect), new URLSearchParams(query));
  // What a call would be carried for is there, whether anybody lists it or not.
  const targets = route(dialect, id);
  if (typeof targets === 'string') return refusal(dialect, 404, targets);
  const [target] = targets;
  return target === undefined
    ? refusal(dialect, 404, `Nobody is asked for "${id}".`)
    : { status: 200, body: words.model({ id, target }) };
}

interface Words {
  model(model: NamedModel): JsonObject;
  list(models: readonly NamedModel[], query: URLSearchParams): ModelsAnswer;
}

/** Nobody knows when a model was made: the beginning of time says so, as Anthropic's specification has it. */
const WORDS: Readonly<Record<'openai-chat' | 'anthropic', Words>> = {
  'openai-chat': {
    model: ({ id, target }) => ({ id, object: 'model', created: 0, owned_by: target.provider.id }),
    list(models) {
      return { status: 200, body: { object: 'list', data: models.map(this.model) } };
    },
  },
  anthropic: {
    model: ({ id, target }) => ({
      type: 'model',
      id,
      display_name: `${target.model} (${target.provider.name})`,
      created_at: '1970-01-01T00:00:00Z',
      capabilities: null,
      max_input_tokens: null,
      max_tokens: null,
    }),
    list(models, query) {
      const page = pageOf(models, query);
      if (typeof page === 'string') return refusal('anthropic', 400, page);
      const { items, more } = page;
      const body = {
        data: items.map(this.model),
        has_more: more,
        first_id: items[0]?.id ?? null,
        last_id: items.at(-1)?.id ?? null,
      };
      return { status: 200, body };
    },
  },
};

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  after_id: z.string().optional(),
  before_id: z.string().optional(),
});

/** A string says what is wrong with what was asked for. */
function pageOf(
  models: readonly NamedModel[],
  query: URLSearchParams,
): { readonly items: readonly NamedModel[]; readonly more: boolean } | string {
  const parsed = pageSchema.safeParse(Object.fromEntries(query));
  if (!parsed.success) return 'limit takes a whole number from 1 to 1000.';
  const { limit, after_id: after, before_id: before } = parsed.data;
  const cursor = after ?? before;
  const at = models.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && at === -1) return `There is no model "${cursor}" to go on from.`;
  if (after !== undefined)
    return { items: models.slice(at + 1, at + 1 + limit), more: models.length > at + 1 + limit };
  if (before !== undefined) return { items: models.slice(Math.max(0, at - limit), at), more: at > limit };
  return { items: models.slice(0, limit), more: models.length > limit };
}

function refusal(dialect: Dialect, status: 400 | 404, message: string): ModelsAnswer {
  const code = status === 404 ? 'not_found' : 'invalid_request';
  return { status, body: adapterOf(dialect).writeError({ code, message, status }).body };
}

/** Names with slashes come as one part of the path, or as several. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
