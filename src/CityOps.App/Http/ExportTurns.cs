namespace CityOps.App.Http;

/// <summary>
/// Who may export at the same time on this node: each export holds a connection and a snapshot of the database for as
/// long as it is read. Nobody can take all turns.
/// </summary>
internal static class ExportTurns
{
    private const int MostAtOnce = 8;
    private const int MostOfAnAccount = 2;

    private static readonly Lock Changing = new();
    private static readonly List<Guid> Taken = [];

    /// <summary>To be given back by disposing of it; null when there is none.</summary>
    public static IDisposable? Take(Guid account)
    {
        lock (Changing)
        {
            if (Taken.Count >= MostAtOnce || Taken.Count(taken => taken == account) >= MostOfAnAccount)
            {
                return null;
            }

            Taken.Add(account);
            return new Turn(account);
        }
    }

    private sealed class Turn(Guid account) : IDisposable
    {
        public void Dispose()
        {
            lock (Changing)
            {
                Taken.Remove(account);
            }
        }
    }
}
