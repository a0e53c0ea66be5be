/**
 * A JSON value that was cut, closed again: the last element or member that is whole is kept, what comes after it goes.
 * `null` when nothing whole is left.
 */
export function repairJson(text: string): string | null {
  // What must be added at each place where one may stop: the closing brackets that are open there.
  let open = '';
  let inString = false;
  let safeLength = 0;
  let safeOpen = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{') {
      open = `}${open}`;
      safeLength = i + 1;
      safeOpen = open;
    } else if (char === '[') {
      open = `]${open}`;
      safeLength = i + 1;
      safeOpen = open;
    } else if (char === '}' || char === ']') {
      open = open.slice(1);
      safeLength = i + 1;
      safeOpen = open;
    } else if (char === ',') {
      safeLength = i;
      safeOpen = open;
    }
  }
  return safeLength === 0 ? null : text.slice(0, safeLength) + safeOpen;
}

/** Parses a value; a cut one as far as it goes. `undefined` when nothing can be made of it. */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const repaired = repairJson(text);
    if (repaired === null) return undefined;
    try {
      return JSON.parse(repaired);
    } catch {
      return undefined;
    }
  }
}
