/** What helps where no connection is made since no more files may be opened; `undefined` for any other failure. */
export const openFilesAdvice = (code: unknown): string | undefined =>
  code === "EMFILE" || code === "ENFILE"
    ? "No more files may be opened here: raise the limit (ulimit -n 1024), or do fewer things at once."
    : undefined
