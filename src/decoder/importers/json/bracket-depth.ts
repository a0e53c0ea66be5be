// Where a JSON value that is written over several lines ends.

/** How many more brackets a line opens than it closes, strings left out. */
export function bracketDepthOf(line: string): number {
  let depth = 0;
  let isString = false;
  for (let i = 0; i < line.length; i++) {
    const code = line[i];
    if (isString) {
      if (code === '\\') i++;
      else if (code === '"') isString = false;
    } else if (code === '"') isString = true;
    else if (code === '{' || code === '[') depth++;
    else if (code === '}' || code === ']') depth--;
  }
  return depth;
}
