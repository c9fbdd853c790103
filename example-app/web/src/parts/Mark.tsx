/** The page's logo, half a coin. */
export function Mark() {
  return (
    <svg className="coin-mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="13.5" fill="none" stroke="currentColor" strokeWidth="3" />
      <path d="M16 2.5a13.5 13.5 0 0 1 0 27z" fill="currentColor" />
    </svg>
  );
}
