import { useId } from 'react';
import type { NeededValueView } from '../../../shared/api/replay.ts';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import type { TypedSecrets } from './secret-values.ts';

interface Props {
  readonly asked: readonly NeededValueView[];
  readonly typed: TypedSecrets;
  /** What becomes of a value that is given. */
  readonly fate: string;
  readonly onChange: (typed: TypedSecrets) => void;
}

/** Asks for values of which only fingerprints were recorded. */
export function SecretValues({ asked, typed, fate, onChange }: Props) {
  const form = useId();
  return asked.map(({ id, where }) => (
    <FieldRow
      key={id}
      label={where[0] ?? 'a value'}
      htmlFor={`${form}-${id}`}
      hint={`A text as it is; a number after =; anything else as JSON. ${fate}`}
    >
      <TextInput
        id={`${form}-${id}`}
        secret
        value={typed[id] ?? ''}
        onChange={(text) => onChange({ ...typed, [id]: text })}
      />
    </FieldRow>
  ));
}
