/** Strings in the lines that the programs of this folder write. */
final class Json {
  private Json() {}

  static String quote(String text) {
    if (text == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\');
      out.append(c < 32 ? ' ' : c);
    }
    return out.append('"').toString();
  }
}
