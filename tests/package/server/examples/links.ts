import { createLink, getLink, LinkError } from '@getpassage/web-react/server';

const options = { apiKey: process.env.PASSAGE_API_KEY ?? '' };

/** Returns the claim code for the page. */
export async function startConnection(userId: string): Promise<string> {
  try {
    const link = await createLink(options, {
      integrationId: 'tmobile',
      operations: [{ resource: 'mobileBillingStatement', action: 'read' }],
      webhookUrl: 'https://api.example.com/webhooks/passage',
      externalUserId: userId,
    });
    return link.claimCode;
  } catch (error) {
    if (error instanceof LinkError) console.error(error.code, error.issues);
    throw error;
  }
}

/** Null until the link is complete. */
export async function readResult(
  linkId: string,
): Promise<Record<string, unknown> | null> {
  const link = await getLink(options, linkId);
  return link.result;
}
