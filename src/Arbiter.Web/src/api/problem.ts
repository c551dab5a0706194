/** Codes of docs/API.md that a reader of this page can meet; each has a text in both languages. */
export const PROBLEM_CODES = [
  'unauthorized', 'forbidden', 'not-found', 'invalid-value', 'cannot-be-stored', 'overloaded', 'unavailable', 'roster-empty',
] as const;

interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
}

/** A problem (RFC 9457) as an exception. `code` is the last segment of `type`, or `network` when no answer came. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(detail ? `${title}: ${detail}` : title);
    this.name = 'ApiProblem';
  }

  static network(cause: unknown): ApiProblem {
    const problem = new ApiProblem(0, 'network', 'No answer from the server');
    problem.cause = cause;
    return problem;
  }

  static async from(response: Response): Promise<ApiProblem> {
    const body = await readBody(response);
    const code = body.type?.split('/').pop() || codeOfStatus(response.status);
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
    return new ApiProblem(
      response.status,
      code,
      body.title ?? (response.statusText || `HTTP ${response.status}`),
      body.detail,
      Number.isFinite(retryAfter) ? retryAfter : undefined,
    );
  }
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

async function readBody(response: Response): Promise<ProblemBody> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as ProblemBody) : {};
  } catch {
    return {};
  }
}

// A proxy in between answers without a problem body; its status still says enough.
function codeOfStatus(status: number): string {
  switch (status) {
    case 401: return 'unauthorized';
    case 403: return 'forbidden';
    case 404: return 'not-found';
    case 429: return 'overloaded';
    case 502: case 503: case 504: return 'unavailable';
    default: return 'unknown';
  }
}
