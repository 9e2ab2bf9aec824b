namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>
/// The places of a ranking. Those who are equal share the place of the first of them (1, 1, 3), or the places are
/// counted without gaps (1, 1, 2), or each has one of its own (1, 2, 3): a table is held to the manner that most of its
/// places follow.
/// </summary>
internal sealed class Ranking
{
    private sealed record Peers(int First, int Dense, int Count, IReadOnlyList<decimal> Printed);

    private readonly Dictionary<decimal, Peers> _places;
    private readonly Func<Peers, decimal, bool> _fits;
    private readonly bool _isDense;

    /// <param name="items">What decides, with the place that is printed.</param>
    public Ranking(IReadOnlyList<(decimal Own, decimal? Printed)> items, bool smallestFirst)
    {
        var groups = items.GroupBy(item => item.Own).ToList();
        var (before, dense) = (0, 0);
        _places = [];
        foreach (
            var group in smallestFirst
                ? groups.OrderBy(group => group.Key)
                : groups.OrderByDescending(group => group.Key)
        )
        {
            var count = group.Count();
            _places[group.Key] = new(
                before + 1,
                ++dense,
                count,
                [.. group.Select(item => item.Printed).OfType<decimal>()]
            );
            before += count;
        }

        Func<Peers, decimal, bool>[] manners =
        [
            (place, printed) => printed == place.First,
            (place, printed) =>
                printed >= place.First
                && printed < place.First + place.Count
                && place.Printed.Count(other => other == printed) == 1,
            (place, printed) => printed == place.Dense,
        ];
        _fits = manners.MaxBy(manner =>
            _places.Values.Sum(place => place.Printed.Count(printed => manner(place, printed)))
        )!; // the first of the best
        _isDense = _fits == manners[^1];
    }

    public bool Fits(decimal own, decimal printed) => _fits(_places[own], printed);

    public int ShouldBe(decimal own) => _isDense ? _places[own].Dense : _places[own].First;
}
