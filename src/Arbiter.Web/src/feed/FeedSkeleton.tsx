/** The shape of what is coming, while the first snapshot loads. */
export function FeedSkeleton() {
  return (
    <div className="rows" aria-hidden="true">
      {Array.from({ length: 9 }, (_, index) => (
        <div key={index} className="row row-skeleton">
          <span className="bone" style={{ width: '5.5rem', height: '1.8rem' }} />
          <div className="row-text">
            <span className="bone" style={{ width: `${55 - (index % 3) * 9}%` }} />
            <span className="bone" style={{ width: `${40 - (index % 4) * 6}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
