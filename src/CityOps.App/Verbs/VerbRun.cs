using System.CommandLine;
using System.CommandLine.Parsing;
using CityOps.App.Database;

namespace CityOps.App.Verbs;

/// <summary>A verb as it was called, for the audit log: who is the operating system's user.</summary>
/// <param name="Verb">Such as account add.</param>
/// <param name="Arguments">What it was called with by place: a file, a login, a month. Options are left out: some are
/// secrets, and what they did is in the lines of the rows that changed.</param>
/// <param name="Changes">False for a verb that only reads.</param>
public sealed record VerbRun(string Verb, IReadOnlyList<string> Arguments, bool Changes)
{
    /// <summary>Who changes what the verb changes.</summary>
    public Actor Actor { get; } = new(null, User(), Address(Verb), $"cityops {Verb}");

    internal static VerbRun Of(ParseResult parsed, bool changes)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent)
        {
            names.Insert(0, at.Command.Name);
        }

        return new(
            string.Join(' ', names),
            [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)],
            changes
        );
    }

    /// <summary>Says in the audit log that it is run; nothing of one that only reads.</summary>
    public Task AuditAsync(CityDatabase city, CancellationToken ct) =>
        Changes
            ? AuditLog.AddAsync(
                city.DataSource,
                new("verb.run", "verb", Verb, Arguments.Count == 0 ? null : new { Arguments }),
                ct
            )
            : Task.CompletedTask;

    private static string User() =>
        Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } person
            ? $"{person} ({Environment.UserName})"
            : Environment.UserName;

    // Where the shell was opened from. A server goes on for long after that, and serves others.
    private static string? Address(string verb) =>
        verb != "serve" && Environment.GetEnvironmentVariable("SSH_CLIENT") is { Length: > 0 } client
            ? client.Split(' ')[0]
            : null;
}
