import type {
  ComparisonView,
  ContractRow,
  EffectRow,
  PathView,
  StepRow,
  VariableRow,
} from '../../shared/api/view.ts';
import type { AcceptedDifference } from '../../shared/trace/acceptance.ts';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';

export interface ReportSide {
  readonly name: string;
  readonly path: PathName;
  readonly view: PathView;
}

export type ReportRow =
  | { readonly kind: 'row'; readonly row: StepRow }
  | { readonly kind: 'gap'; readonly count: number };

/** Everything that a report says, in whichever form. All of it is redacted: it comes from the store. */
export interface Report {
  readonly view: ComparisonView;
  readonly status: 'equal' | 'accepted' | 'diverged' | 'failed';
  readonly sides: readonly ReportSide[];
  readonly divergence: Divergence | null;
  readonly consequences: readonly Divergence[];
  readonly independent: readonly Divergence[];
  readonly accepted: readonly AcceptedDifference[];
  /** Why they differ, in sentences. */
  readonly cause: readonly string[];
  /** The diverging step as the node's file writes it. */
  readonly excerpt: {
    readonly file: string;
    readonly from: number;
    readonly lines: readonly string[];
  } | null;
  /** As they stood at the divergence. */
  readonly variables: readonly VariableRow[];
  readonly rows: readonly ReportRow[];
  readonly contracts: readonly ContractRow[];
  readonly effects: readonly EffectRow[];
  /** More contracts and effects than are listed. */
  readonly shortened: boolean;
}
