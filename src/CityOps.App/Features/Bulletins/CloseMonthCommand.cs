using System.CommandLine;
using System.Globalization;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Statistics;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Bulletins;

/// <summary><c>close-month 2023-12</c>: freezes a month's figures and issues its bulletin, or says that they are frozen
/// as they are.</summary>
public static class CloseMonthCommand
{
    public static Command Create()
    {
        var month = new Argument<string>("month") { Description = "e.g. 2023-12" };
        var close = new Command("close-month", "Freeze a month's figures as a revision of its bulletin") { month };
        close.SetVerb((arguments, context, ct) => RunAsync(context, arguments.GetRequiredValue(month), ct));
        return close;
    }

    private static async Task<int> RunAsync(VerbContext context, string text, CancellationToken ct)
    {
        var month = Month.Read(text);
        if (month.Refusal is { } invalid)
        {
            return context.Fail(invalid.Detail!);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await AdoptMetrics.RunAsync(city.DataSource, ct);
        var (closed, refusal) = await CloseMonth.RunAsync(city.DataSource, month.Value, context.Time.GetUtcNow(), ct);
        if (closed is null)
        {
            return context.Fail(refusal!.Detail!);
        }

        var options = context.Configuration.GetSection(BulletinOptions.Section).Get<BulletinOptions>()
            ?? new BulletinOptions();
        var (issued, notIssued) = await PrintMonth.RunAsync(
            city.DataSource,
            closed.Month,
            closed.Revision,
            options,
            context.Folder,
            ct
        );
        if (issued is null)
        {
            return context.Fail(notIssued!.Detail!);
        }

        context.Print(
            $"{closed.Month} revision {closed.Revision} sha256 {closed.Sha256}{(closed.IsNew ? "" : " (unchanged)")}"
        );
        context.Print($"  bulletin issued, sha256 {issued.Bulletin.Seal.Sha256}");
        foreach (var change in closed.Changes)
        {
            context.Print(
                $"  {change.Metric} {change.By} {change.KeyName ?? change.Key}: {Print(change.Before)} -> {Print(change.After)}"
            );
        }

        foreach (var cause in closed.Causes)
        {
            context.Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  because of {cause.Cause}: {cause.Records} {string.Join(' ', cause.Examples.Take(3))}"
                )
            );
        }

        return 0;
    }

    private static string Print(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "—";
}
