import type { ConnectionError } from '@getpassage/web-react';

/** An error in words for a person who does not know what a claim code is. */
export function plainWords({ code }: Pick<ConnectionError, 'code'>, provider: string): string {
  switch (code) {
    case 'AUTOMATION_ERROR':
      return `${provider} did not accept the sign-in. Check your username and password, then try again.`;
    case 'CLIENT_TIMEOUT':
      return `Signing in to ${provider} took too long. Please try again.`;
    case 'CONNECTION_FAILED':
      return `The connection to ${provider} was lost. Please try again.`;
    case 'LINK_IN_USE':
      return 'This connection is still open somewhere else, perhaps in another tab. Close it there, or try again in half a minute.';
    case 'LINK_EXPIRED':
      return 'This connection was open for too long. Please start again.';
    case 'LINK_ALREADY_COMPLETE':
      return `${provider} is already connected. Start again to connect it once more.`;
    case 'CANCELED':
      return `Connecting ${provider} was called off. You can start again.`;
    case 'UNKNOWN_PROVIDER':
      return `${provider} cannot be connected at the moment.`;
    case 'RESULT_VALIDATION_ERROR':
      return `${provider} sent something we could not read, so nothing was saved.`;
    case 'NETWORK_ERROR':
      return 'There seems to be no internet connection. Check it and try again.';
    case 'SERVICE_UNAVAILABLE':
      return 'The connection service is not answering at the moment. Please try again in a minute.';
    case 'FRAME_LOAD_FAILED':
    case 'SDK_LOAD_FAILED':
      return 'The sign-in window could not be opened. Reload this page, or try again.';
    default:
      return `Connecting ${provider} did not work. Please try again.`;
  }
}

export const LINK_NOT_CREATED = 'We could not start the connection. Check your internet connection and try again.';
export const RESULT_NOT_READ = 'Your account is connected, but its data has not arrived here yet. Try again to load it.';
