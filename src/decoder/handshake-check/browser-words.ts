// The words around the headers in developer tools, in the languages of the browsers.

import { isUsualStatus } from './heads.ts';

/** A part of the headers view. */
export type Section = 'general' | 'request' | 'response';

/** Titles without their last words in brackets, in lower case. */
const titles: Readonly<Record<Section, string>> = {
  general:
    'general|allgemein|summary|général|generali|geral|algemeen|общие|основные|загальні|ogólne|genel|obecné|全般|常规|一般|일반',
  response:
    'response headers|response|antwortheader|antwort-header|antwortkopfzeilen|en-têtes de réponse|en-têtes de la réponse|encabezados de respuesta|encabezados de la respuesta|cabeceras de respuesta|cabeceras de la respuesta|cabeçalhos de resposta|cabeçalhos da resposta|intestazioni della risposta|intestazioni di risposta|intestazioni risposta|header di risposta|заголовки ответа|заголовки відповіді|nagłówki odpowiedzi|responsheaders|antwoordheaders|yanıt üst bilgileri|yanıt başlıkları|hlavičky odpovědi|レスポンス ヘッダー|レスポンスヘッダー|応答ヘッダー|响应标头|响应头|回應標頭|응답 헤더',
  request:
    'request headers|request|anfrageheader|anforderungsheader|anfrage-header|anfragekopfzeilen|en-têtes de requête|en-têtes de la requête|encabezados de solicitud|encabezados de la solicitud|cabeceras de petición|cabeceras de la petición|cabeceras de solicitud|cabeçalhos de solicitação|cabeçalhos da solicitação|cabeçalhos da requisição|intestazioni della richiesta|intestazioni di richiesta|intestazioni richiesta|header di richiesta|заголовки запроса|заголовки запиту|nagłówki żądania|verzoekheaders|aanvraagheaders|istek üst bilgileri|istek başlıkları|hlavičky požadavku|リクエスト ヘッダー|リクエストヘッダー|要求ヘッダー|请求标头|请求头|要求標頭|요청 헤더',
};

const sectionByTitle = new Map<string, Section>(
  (['general', 'response', 'request'] as const).flatMap((section) =>
    titles[section].split('|').map((title): [string, Section] => [title, section]),
  ),
);
/** Longest title: `Response Headers (1.234 kB) view source`. */
const maxTitleCharacters = 60;

/** The section that a line of the view begins. */
export function sectionOfTitle(text: string): Section | null {
  if (text.length > maxTitleCharacters) return null;
  const bare = text
    .replace(/:$/, '')
    .replace(/\s*[(（].*[)）]$|\s*view (source|parsed)$|\s*Raw$/i, '')
    .trim()
    .toLowerCase()
    // The Turkish capital letter leaves its dot.
    .replaceAll('i\u0307', 'i');
  const exact = sectionByTitle.get(bare);
  if (exact !== undefined) return exact;
  const english = /^(response|request) headers\b/.exec(bare);
  return text.includes(':') || english === null ? null : (english[1] as Section);
}

/** Words for the status, the method and the address that stand in no header. */
const urlWord = /\b(?:url|uri|адрес)\b|url|网址|網址/i;

/** The general field that a name in another language stands for, by its value. */
export function generalFieldOf(
  name: string,
  value: string,
): 'request url' | 'request method' | 'status code' | null {
  // Names of headers are words of ASCII without a space.
  if (isUsualStatus(value) && !name.includes('-')) return 'status code';
  if (
    /^:?[\w-]+$/.test(name) &&
    !/^(?:statuscode|anfragemethode|anforderungsmethode)$/i.test(name) &&
    !urlWord.test(name)
  )
    return null;
  if (/^(?:wss?|https?):\/\/\S+$/.test(value)) return urlWord.test(name) ? 'request url' : null;
  if (/^(?:GET|CONNECT|POST|HEAD)$/.test(value)) return 'request method';
  return /^[1-5]\d{2}(?:\s+[A-Za-z][A-Za-z ]*)?$/.test(value) ? 'status code' : null;
}

/** What Firefox writes in its console of a WebSocket that did not open, in the languages of the browser. */
export const firefoxFailure =
  /Firefox(?!\/)[^\n]{0,200}?(?:can['\u2019]t establish a connection|kann keine Verbindung|ne peut (?:pas )?établir|no puede establecer|non può stabilire|não (?:conseguiu|pôde|pode) estabelecer|не (?:может|вдається|удалось|може) |nie może nawiązać|kan geen verbinding|kan inte (?:upprätta|ansluta)|nemůže navázat|bağlantı kuramı|への接続を確立できません|无法(?:建立|与)|無法(?:建立|與)|연결할 수 없)/;
