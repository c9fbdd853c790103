// Where the session of a page comes from that a phone has opened by the QR code, or by the copied address: from the hand-over code in it.
// Redeemed, it gives the phone a client token of its own, and the number by which it knows whether it holds the session.

import { idInAddress, redeemCode } from './api.js';
import { backView, codeOverView } from './views/phone.js';

/** How a code in the address becomes a session, for `sessionOfAddress`. */
export const handover = {
  get: redeemCode,
  // A page that was loaded again before the answer came: the code is used up, and the key gets the answer once more.
  getsByKey: true,
  // The computer has the link, and makes another code.
  repeats: false,
  returns: false,
  words: (texts) => ({ done: texts.phone.done, startOver: texts.phone.startOver }),
  /** A view for a refusal, where it is not one of any page; null otherwise. */
  refused({ code }) {
    if (code === 'HANDOVER_USED' || code === 'HANDOVER_EXPIRED' || code === 'INVALID_HANDOVER_CODE') return ['codeOver', codeOverView];
    if (code === 'WRONG_STAGE') return ['back', backView];
    return null;
  },
};

/** Whether this page's address is that of a session, and not of a link. */
export const isHandover = () => idInAddress().startsWith('ses_');
