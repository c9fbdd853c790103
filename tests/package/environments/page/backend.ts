// What every framework's page asks of its backend.

async function ask(path: string, method = 'GET'): Promise<any> {
  return (await fetch(path, { method })).json();
}

export const connectUrl = async (): Promise<string> => (await ask('/api/config')).connectUrl;
export const claimCode = async (): Promise<string> => (await ask('/api/links', 'POST')).claimCode;
