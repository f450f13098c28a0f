import type { ChatRequest, ResponseFormat } from '../../../shared/llm/protocol/request.ts';
import { Choice } from '../../components/Inputs.tsx';
import { JsonField } from './JsonField.tsx';

const FORMATS = [
  { value: 'open', label: 'left open' },
  { value: 'text', label: 'text' },
  { value: 'json', label: 'JSON' },
  { value: 'json_schema', label: 'JSON schema' },
] as const;

interface Props {
  readonly request: ChatRequest;
  readonly onChange: (request: ChatRequest) => void;
}

export function FormatForm({ request, onChange }: Props) {
  const { responseFormat: format, ...rest } = request;
  const choose = (type: 'open' | ResponseFormat['type']) => {
    if (type === 'open') onChange(rest);
    else if (type === 'json_schema')
      onChange({
        ...rest,
        responseFormat: { type, name: 'answer', schema: { type: 'object' }, strict: true },
      });
    else onChange({ ...rest, responseFormat: { type } });
  };
  return (
    <section aria-label="Answer">
      <h3>Answer</h3>
      <Choice label="Response format" value={format?.type ?? 'open'} options={FORMATS} onChange={choose} />
      {format?.type === 'json_schema' && (
        <JsonField
          id="format-schema"
          label="Schema of the answer"
          value={format.schema}
          onChange={(schema) => onChange({ ...rest, responseFormat: { ...format, schema } })}
        />
      )}
    </section>
  );
}
