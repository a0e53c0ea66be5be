/** The head of the lists of frames and of messages: `parts` and `content` are the two columns that differ. */
export function GridHead({ parts, content }: { readonly parts: string; readonly content: string }) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="frame-grid sticky top-0 z-10 h-7 border-b border-line bg-panel text-2xs font-medium text-faint"
    >
      <span role="columnheader">
        <span className="sr-only">marks</span>
      </span>
      <span role="columnheader" className="text-right">
        #
      </span>
      <span role="columnheader" className="col-time text-right">
        time, s
      </span>
      <span role="columnheader">from</span>
      <span role="columnheader">type</span>
      <span role="columnheader" className="col-flags">
        {parts}
      </span>
      <span role="columnheader" className="text-right">
        length
      </span>
      <span role="columnheader" className="col-payload">
        {content}
      </span>
    </div>
  );
}
