/** Whose session it is: an account or a guest. */
export interface SessionUser {
  readonly id: string;
  readonly displayName: string;
}

/** What starts or continues a session. */
export interface SessionStart<U extends SessionUser> {
  user: U;
  accessToken: string;
}
