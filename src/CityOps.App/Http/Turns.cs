using System.Net;

namespace CityOps.App.Http;

/// <summary>
/// How many of a kind of long call are under way on this node: of one account, from one network, and in all. Nobody can
/// take all places.
/// </summary>
public sealed class Turns(int most, int mostOfAccount, int mostOfNetwork)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<object, int> _taken = [];
    private int _all;

    /// <summary>A place, to be given back by disposing of it; null when there is none for this caller.</summary>
    /// <param name="account">Null for a caller without one.</param>
    public IDisposable? Take(Guid? account, IPAddress? address)
    {
        object[] keys = account is { } known
            ? [known, AddressNetwork.Of(address) ?? IPAddress.None]
            : [AddressNetwork.Of(address) ?? IPAddress.None];
        lock (_changing)
        {
            if (_all >= most || Array.Exists(keys, key => _taken.GetValueOrDefault(key) >= MostOf(key)))
            {
                return null;
            }

            _all++;
            foreach (var key in keys)
            {
                _taken[key] = _taken.GetValueOrDefault(key) + 1;
            }

            return new Turn(this, keys);
        }
    }

    private int MostOf(object key) => key is Guid ? mostOfAccount : mostOfNetwork;

    private void GiveBack(object[] keys)
    {
        lock (_changing)
        {
            _all--;
            foreach (var key in keys)
            {
                if (--_taken[key] == 0)
                {
                    _taken.Remove(key);
                }
            }
        }
    }

    private sealed class Turn(Turns turns, object[] keys) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                turns.GiveBack(keys);
            }
        }
    }
}
