// Where the page may lead the person after a completion: the rules of the service, which has refused everything else when the link was
// made, once more.

const LONGEST = 2_048;

/** They run code, show something under another's name, or start what nobody asked for. */
const FORBIDDEN = new Set(
  (
    'javascript data vbscript blob file about intent view-source filesystem jar feed cid mid urn wyciwyg pcast resource content edge ' +
    'brave opera vivaldi devtools ftp ftps sftp ws wss smb nfs webcal mailto tel telnet sms smsto sip mms callto facetime ' +
    'facetime-audio market help search search-ms shell prefs android-app ldap ldaps gopher ssh'
  ).split(' '),
);
/** The same for all schemes of browsers, of their extensions, and of programs of the operating system. */
const FORBIDDEN_BEGINNING = /^(chrome|moz-|safari-|ms-|itms|x-apple\.)/;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * `{ url, isApp, place }`, or null if the address is not to be followed. A browser may refuse an app's own scheme without a recent click,
 * and says nothing; `place` is what a person would call any other address.
 */
export function returnTarget(text) {
  // Browsers remove white space and control characters before they parse, so that `java\nscript:` runs.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (typeof text !== 'string' || text.length > LONGEST || /[\s\\\u0000-\u001f\u007f-\u009f]/.test(text)) return null;
  let url;
  try {
    // Without a base: a relative address is none.
    url = new URL(text);
  } catch {
    return null;
  }
  if (url.username !== '' || url.password !== '' || /^[^:]*:\/\/[^/?#]*@/.test(text)) return null;
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'https' || scheme === 'http') {
    const named = /^https?:\/\/[^/?#:]/i.test(text);
    return named && (scheme === 'https' || LOOPBACK.test(url.hostname)) ? { url: url.href, isApp: false, place: url.host } : null;
  }
  if (FORBIDDEN.has(scheme) || FORBIDDEN_BEGINNING.test(scheme) || url.href.length <= url.protocol.length) return null;
  return { url: text, isApp: true, place: scheme };
}
