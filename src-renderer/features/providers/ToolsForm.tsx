import { Plus, X } from 'lucide-react';
import type { ChatRequest, FunctionTool, Tool, ToolChoice } from '../../../shared/llm/protocol/request.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { FieldRow, Select, TextInput } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
import { JsonField } from './JsonField.tsx';
import { showJson } from './request-text.ts';
import { useEntryFocus } from './use-entry-focus.ts';

interface Props {
  readonly request: ChatRequest;
  readonly onChange: (request: ChatRequest) => void;
}

const ADD = 'tool-add';
const nameId = (index: number): string => `tool-name-${index}`;

export function ToolsForm({ request, onChange }: Props) {
  const tools = request.tools ?? [];
  const changing = useEntryFocus(tools.length, nameId, ADD);
  const put = (next: readonly Tool[]) => {
    changing();
    const { tools: _, toolChoice, ...rest } = request;
    onChange(next.length === 0 ? rest : { ...rest, ...(toolChoice ? { toolChoice } : {}), tools: [...next] });
  };
  return (
    <section aria-label="Tools">
      <h3>Tools</h3>
      {tools.map((tool, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may be empty or twice the same while they are typed
        <div key={index} className={styles.tool}>
          {'foreign' in tool ? (
            <p className={styles.part}>
              <b>only {tool.foreign}</b> <code>{showJson(tool.value, 80)}</code>
            </p>
          ) : (
            <ToolFields
              tool={tool}
              index={index}
              onChange={(next) => put(tools.map((one, i) => (i === index ? next : one)))}
            />
          )}
          <IconButton
            label={`Remove tool ${index + 1}`}
            onClick={() => put(tools.filter((_, i) => i !== index))}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button
        id={ADD}
        tone="quiet"
        onClick={() => put([...tools, { name: `tool_${tools.length + 1}`, parameters: { type: 'object' } }])}
      >
        <Plus size={13} aria-hidden="true" /> Add a tool
      </Button>
      {tools.length > 0 && <Choice request={request} onChange={onChange} />}
    </section>
  );
}

interface ToolProps {
  readonly tool: FunctionTool;
  readonly index: number;
  readonly onChange: (tool: FunctionTool) => void;
}

function ToolFields({ tool, index, onChange }: ToolProps) {
  const { description: _, ...plain } = tool;
  return (
    <div className={styles.parts}>
      <TextInput
        id={nameId(index)}
        label={`Name of tool ${index + 1}`}
        value={tool.name}
        mono
        onChange={(name) => onChange({ ...tool, name })}
      />
      <TextInput
        id={`tool-description-${index}`}
        label={`Description of tool ${index + 1}`}
        placeholder="What it is for"
        value={tool.description ?? ''}
        onChange={(description) => onChange(description === '' ? plain : { ...tool, description })}
      />
      <JsonField
        id={`tool-parameters-${index}`}
        label={`Arguments of ${tool.name}`}
        value={tool.parameters ?? {}}
        onChange={(parameters) => onChange({ ...tool, parameters })}
      />
    </div>
  );
}

function Choice({ request, onChange }: Props) {
  const { toolChoice, parallelToolCalls, ...rest } = request;
  const choice =
    toolChoice === undefined ? '' : toolChoice.type === 'tool' ? `=${toolChoice.name}` : toolChoice.type;
  const names = (request.tools ?? []).flatMap((tool) => ('name' in tool ? [tool.name] : []));
  const keep = parallelToolCalls === undefined ? {} : { parallelToolCalls };
  const read = (value: string): ToolChoice =>
    value.startsWith('=')
      ? { type: 'tool', name: value.slice(1) }
      : { type: value as 'none' | 'auto' | 'required' };
  return (
    <div className={styles.grid}>
      <FieldRow label="Tool choice" htmlFor="tool-choice">
        <Select
          id="tool-choice"
          value={choice}
          options={[
            { value: '', label: 'left open' },
            ...['none', 'auto', 'required'].map((value) => ({ value, label: value })),
            ...names.map((name) => ({ value: `=${name}`, label: `only ${name}` })),
          ]}
          onChange={(value) =>
            onChange({ ...rest, ...keep, ...(value === '' ? {} : { toolChoice: read(value) }) })
          }
        />
      </FieldRow>
      <FieldRow label="Parallel calls" htmlFor="tool-parallel">
        <Select
          id="tool-parallel"
          value={parallelToolCalls === undefined ? '' : String(parallelToolCalls)}
          options={[
            { value: '', label: 'left open' },
            { value: 'true', label: 'allowed' },
            { value: 'false', label: 'one at a time' },
          ]}
          onChange={(value) =>
            onChange({
              ...rest,
              ...(toolChoice ? { toolChoice } : {}),
              ...(value === '' ? {} : { parallelToolCalls: value === 'true' }),
            })
          }
        />
      </FieldRow>
    </div>
  );
}
