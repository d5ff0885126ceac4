namespace Engine.Generation;

/// <summary>A sequence of items for one reader at a time: a second call that asks for the next item while the first still waits is refused, instead of breaking both.</summary>
/// <param name="items">The items.</param>
/// <param name="cancellationToken">Stops every enumeration.</param>
internal sealed class SingleReader<T>(Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellation = default) => new Enumerator(items, cancellationToken, cancellation);

    private sealed class Enumerator : IAsyncEnumerator<T>
    {
        private readonly CancellationTokenSource _either;
        private readonly IAsyncEnumerator<T> _items;
        private int _isMoving;

        public Enumerator(Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken one, CancellationToken two)
        {
            _either = CancellationTokenSource.CreateLinkedTokenSource(one, two);
            _items = items(_either.Token).GetAsyncEnumerator(_either.Token);
        }

        public T Current => _items.Current;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (Interlocked.Exchange(ref _isMoving, 1) != 0)
                throw new InvalidOperationException("the next piece is being waited for already; one caller at a time was expected");
            try
            {
                return await _items.MoveNextAsync().ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _isMoving, 0);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _items.DisposeAsync().ConfigureAwait(false);
            _either.Dispose();
        }
    }
}
