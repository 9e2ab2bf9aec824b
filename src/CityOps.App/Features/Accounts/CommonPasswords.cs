using System.Collections.Frozen;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// What is tried first by whoever guesses: the passwords that are used most (common-passwords.txt), alone, repeated, or
/// with digits and signs around; one character or pattern over and over; rows of the keyboard and of the alphabet.
/// </summary>
public static class CommonPasswords
{
    private const int MinKinds = 5;
    private const int MinRunLength = 3;
    private const int MaxLoneUnitLength = 4;

    // Rows, columns and zigzags of a keyboard, digits, and the alphabet; each is followed forwards and backwards.
    private static readonly string[] Rows =
    [
        "1234567890123456789012345678901234567890",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
        "`1234567890-=",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
        "qazwsxedcrfvtgbyhnujmikolp",
        "q1w2e3r4t5y6u7i8o9p0",
        "1q2w3e4r5t6y7u8i9o0p",
        "!@#$%^&*()_+",
    ];

    private static readonly string[] Runs = [.. Rows, .. Rows.Select(Reversed)];

    private static readonly FrozenSet<string> Known = Read();

    /// <summary>Whether a guesser comes to this password soon.</summary>
    public static bool Contain(string password)
    {
        var lower = password.ToLowerInvariant();
        return lower.Distinct().Count() < MinKinds
            || Known.Contains(lower)
            || Known.Contains(Core(lower))
            || Known.Contains(Core(WithoutLeet(lower)))
            || IsRepeated(lower)
            || IsOfRuns(lower);
    }

    /// <summary>
    /// What is left without the digits and signs before and after it; nothing when that is little of the whole, so that
    /// a rare password with a common end is none.
    /// </summary>
    private static string Core(string password)
    {
        var core = password.AsSpan().Trim("0123456789!@#$%^&*()-_=+.,;:?/ ");
        return core.Length * 3 >= password.Length ? core.ToString() : "";
    }

    private static string WithoutLeet(string password) =>
        password
            .Replace('@', 'a')
            .Replace('0', 'o')
            .Replace('3', 'e')
            .Replace('$', 's')
            .Replace('5', 's')
            .TrimEnd('1', '2', '4', '6', '7', '8', '9')
            .Replace('1', 'i');

    /// <summary>abcabcabcabc, passwordpassword: one short or common unit over and over.</summary>
    private static bool IsRepeated(string password)
    {
        for (var unit = 1; unit <= password.Length / 2; unit++)
        {
            var isOne = true;
            for (var i = unit; i < password.Length && isOne; i++)
            {
                isOne = password[i] == password[i - unit];
            }

            if (isOne && (unit <= MaxLoneUnitLength || Known.Contains(password[..unit]) || IsOfRuns(password[..unit])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>qwertyuiop123, 123456654321, abcdefg1234567: runs alone, each of three or more.</summary>
    private static bool IsOfRuns(string password)
    {
        var at = 0;
        while (at < password.Length)
        {
            var run = LongestRun(password, at);
            if (run < MinRunLength)
            {
                return false;
            }

            at += run;
        }

        return true;
    }

    private static int LongestRun(string password, int at)
    {
        for (var length = password.Length - at; length >= MinRunLength; length--)
        {
            var part = password.AsSpan(at, length);
            if (part.Trim(part[0]).IsEmpty || IsPartOfRun(part))
            {
                return length;
            }
        }

        return 0;
    }

    private static bool IsPartOfRun(ReadOnlySpan<char> part)
    {
        foreach (var run in Runs)
        {
            if (run.AsSpan().IndexOf(part) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string Reversed(string text)
    {
        var letters = text.ToCharArray();
        Array.Reverse(letters);
        return new string(letters);
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
    }
}
