/**
 * Closes a truncated JSON value after its last complete element or member.
 * `null` when no element or member is complete.
 */
export function repairJson(text: string): string | null {
  // The closing brackets to add at each offset where the value may be closed.
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

/** Parses a value; a truncated one up to its last complete member. `undefined` when it is not JSON. */
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
