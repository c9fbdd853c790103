// What the buttons of React and of the element have in common.

/** The text of a button that was given none. */
export const TEXT = 'Connect your account';

/** Whether a button shows that its session is open. It is not disabled meanwhile: a second press is the same session. */
export const isBusy = (status: string): boolean => status === 'opening' || status === 'active';
