/** One thing the user can do. The palette, the keys, the buttons and the help all read the list of them. */
export interface Action {
  readonly id: string;
  readonly title: string;
  readonly group:
    | 'Debug'
    | 'Breakpoints'
    | 'Replay'
    | 'Go'
    | 'Node'
    | 'Runs'
    | 'Models'
    | 'View'
    | 'Workspace';
  readonly keys?: string;
  /** Where its key means it; wherever it can be done when absent. */
  readonly keyed?: () => boolean;
  /** Can it be done now? Always when absent. */
  readonly enabled?: () => boolean;
  readonly run: () => void;
}
