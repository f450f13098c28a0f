import { ApiError } from '../../shared/api/error.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Running a node may run the workspace's own code: refused where that is not trusted. */
export function requireTrust({ trusted, code, name }: Workspace): void {
  if (!trusted && code.length > 0)
    throw new ApiError(
      'not_trusted',
      `${name} has code of its own (${code.join(', ')}): trust the workspace to run it.`,
    );
}
