namespace CityOps.App.Features.Demo.Notice;

/// <summary>Shares a total out in believable, uneven parts that add up to it exactly.</summary>
internal static class Share
{
    /// <summary>So many whole parts, none below <paramref name="least"/>.</summary>
    public static int[] Whole(int total, int parts, Random random, int least = 1)
    {
        var shares = Decimals(total - parts * least, parts, 0, random);
        return [.. shares.Select(share => (int)share + least)];
    }

    /// <summary>So many parts with this many places.</summary>
    public static decimal[] Decimals(decimal total, int parts, int places, Random random)
    {
        var weights = Enumerable.Range(0, parts).Select(_ => 0.4 + random.NextDouble() * 1.6).ToArray();
        var sum = weights.Sum();
        var shares = new decimal[parts];
        var (given, weighed) = (0m, 0.0);
        for (var i = 0; i < parts; i++)
        {
            // Each takes what is due up to here less what was given, so that roundings never add up.
            weighed += weights[i];
            shares[i] = i == parts - 1 ? total - given : Math.Round(total * (decimal)(weighed / sum), places) - given;
            given += shares[i];
        }

        return shares;
    }
}
