import { useCallback } from 'react';
import { usePassage, type PassageErrorData, type PassageOpenOptions, type PassageSuccessData } from '@getpassage/react-js';
import { fetchToken } from './backend';

/** The other style of the former package: `open`, a `token`, and options that are put together beforehand. */
export function useReconnect({ onSuccess, onError }: { onSuccess: () => void; onError: (message: string) => void }) {
  const { open } = usePassage();
  return useCallback(async () => {
    const options: PassageOpenOptions = {
      token: await fetchToken(),
      onConnectionComplete: (_data: PassageSuccessData) => onSuccess(),
      onConnectionError: (error: PassageErrorData) => onError(error.error),
    };
    await open(options);
  }, [open, onSuccess, onError]);
}
