using System.Collections.Concurrent;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Photos;
using CityOps.App.Geo;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Reports;

/// <summary>A report that is to be stored, and what is known of it once it is.</summary>
public sealed class NewReport
{
    public required Report Report { get; init; }

    public required bool? PatrolArrived { get; init; }

    public required IReadOnlyList<ReportMeasure> Measures { get; init; }

    public required IReadOnlyList<PhotoDeclaration> Photos { get; init; }

    /// <summary>Those of them that came with it, and are kept.</summary>
    public required IReadOnlyList<ArrivedPhoto> Arrived { get; init; }

    public bool HasAllPhotos => Photos.All(p => Arrived.Any(a => a.Sha256 == p.Sha256));

    /// <summary>Null for what is no problem.</summary>
    public required CaseOpening? Opening { get; init; }

    /// <summary>Null where something of its photos has come already.</summary>
    public ReportReceipt? Receipt { get; set; }
}

/// <summary>
/// Stores many reports in one transaction, set by set. The rules are those of a report by itself; whatever is not plain
/// is left to <see cref="ReceiveReport"/>.
/// </summary>
public sealed class ReportGroup
{
    private readonly CityDatabase _city;
    private readonly FlagOptions _flags;
    private readonly InsertRows<Report> _reports;
    private readonly InsertRows<ReportMeasure> _measures;
    private readonly InsertRows<Attachment> _attachments;
    private readonly InsertRows<Case> _cases;
    private readonly InsertRows<CaseEvent> _events;

    // Published versions never change.
    private readonly ConcurrentDictionary<(string Form, int Version), FormVersion> _forms = new();

    public ReportGroup(CityDatabase city, IOptions<FlagOptions> flags)
    {
        (_city, _flags) = (city, flags.Value);
        using var db = city.NewContext();
        _reports = new(db.Model);
        _measures = new(db.Model);
        _attachments = new(db.Model);
        _cases = new(db.Model);
        _events = new(db.Model);
    }

    /// <summary>
    /// What the database knows about a report that comes; see sql/queries/reports/look_up_reports.sql.
    /// </summary>
    private sealed record Known(
        bool IsKnown,
        CityTown? Town,
        string? Kind,
        bool IsLeft,
        string? Organisation,
        string? Form,
        int? Version,
        bool VerifyBeforeFiling,
        bool DrawsChecker,
        string? TownOffice,
        string Bureau,
        bool PatrolArrived
    );

    /// <summary>In the order given; null for what is to be stored by itself.</summary>
    public async Task<IReadOnlyList<NewReport?>> ComposeAsync(
        NpgsqlConnection connection,
        IReadOnlyList<SentReport> sent
    )
    {
        var known = await LookUpAsync(connection, sent);
        var (composed, ids) = (new NewReport?[sent.Count], new HashSet<Guid>());
        for (var i = 0; i < sent.Count; i++)
        {
            // Of two with the same id the second finds the first when it is stored by itself.
            composed[i] = ids.Add(sent[i].Id) ? await ComposeAsync(sent[i], known[i]) : null;
        }

        return composed;
    }

    private async Task<NewReport?> ComposeAsync(SentReport sent, Known known)
    {
        var content = sent.Content;
        if (
            known.IsKnown
            || content.Facility is not null
            || content.Check is not null
            || known.Town is not { Metres: <= CityTown.ToleranceMetres } town
            || known.Kind is null
        )
        {
            return null;
        }

        var isProblem = content.IsProblem(known.Kind, known.Form);
        if (isProblem && (known.Kind == CategoryKinds.Inspection || known.IsLeft))
        {
            return null;
        }

        // A checker is drawn among those who have nothing to do with the case.
        if (isProblem && known is { VerifyBeforeFiling: true, DrawsChecker: true } && content.Outcome is null)
        {
            return null;
        }

        var answers = JsonColumn.Of(content.Answers);
        if (await CheckAsync(content, known, answers.RootElement) is not { } form)
        {
            return null;
        }

        var organisation = sent.Reporter.OrganisationCode ?? known.Organisation ?? known.Bureau;
        var report = sent.Compose(town, organisation, answers, form, _flags);
        report.CaseId = isProblem ? Guid.CreateVersion7() : null;
        return new NewReport
        {
            Report = report,
            PatrolArrived = content.PatrolId is null ? null : known.PatrolArrived,
            Measures = [.. ReportMeasure.Of(sent.Id, form)],
            Photos = content.Photos,
            Arrived = sent.Arrived,
            Opening = isProblem
                ? OpenReportCase.Opening(report, known.Organisation, known.TownOffice, known.VerifyBeforeFiling)
                : null,
        };
    }

    /// <summary>Null where there is something to refuse or to look up.</summary>
    private async Task<FormAnswers?> CheckAsync(ReportContent content, Known known, JsonElement answers)
    {
        if (content.Form is not null && content.Form != known.Form)
        {
            return null;
        }

        if (known.Form is null || known.Version is null)
        {
            return content.Form is null && content.FormVersion is null ? FormAnswers.Unasked : null;
        }

        var check = CheckAnswers.Run((await FormAsync(known.Form, known.Version.Value)).Fields, answers);
        var declared = content.Photos.Select(photo => photo.Sha256).ToHashSet();
        return
            check.Errors.Count == 0
            && check.Facilities.Count == 0
            && check.Photos.All(named => declared.Contains(named.Sha256))
            ? new FormAnswers(known.Form, known.Version, check.Measures) { Leftovers = check.Leftovers }
            : null;
    }

    private async Task<FormVersion> FormAsync(string code, int version)
    {
        if (!_forms.TryGetValue((code, version), out var form))
        {
            await using var db = _city.NewContext();
            form = _forms[(code, version)] = (await ReadForm.PublishedAsync(db, code, version, default))!;
        }

        return form;
    }

    private static async Task<List<Known>> LookUpAsync(NpgsqlConnection connection, IReadOnlyList<SentReport> sent)
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/reports/look_up_reports"), connection);
        command
            .With("ids", sent.Select(s => s.Id).ToArray())
            .With("categories", sent.Select(s => s.Content.Category).ToArray())
            .With("lon", sent.Select(s => s.Content.Position.Wgs84.Lon).ToArray())
            .With("lat", sent.Select(s => s.Content.Position.Wgs84.Lat).ToArray())
            .With("patrols", sent.Select(s => s.Content.PatrolId).ToArray())
            .With("versions", sent.Select(s => s.Content.FormVersion).ToArray());
        await command.PrepareAsync();
        return await command.ListAsync<Known>(default);
    }

    /// <summary>
    /// Stores all, or none when it throws. The numbers of the cases come last, for their lock holds up whoever else
    /// opens one.
    /// </summary>
    public async Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<NewReport> group)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var numbers = await StoreReportsAsync(connection, group);
        var cases = group
            .Where(n => n.Opening is not null)
            .Select((n, i) => Case.Open(n.Opening!, numbers[i], n.Report.ReceivedAt, n.Report.CaseId))
            .ToList();
        var isPhotoKnown = await StoreCasesAsync(connection, group, cases);
        await transaction.CommitAsync();
        var bySource = cases.ToDictionary(c => c.SourceId);
        foreach (var stored in group.Where(n => !isPhotoKnown || n.HasAllPhotos))
        {
            stored.Receipt = ReadReport.Receipt(
                stored.Report,
                stored.PatrolArrived,
                [.. stored.Photos.Select(p => PhotoOf(stored, p))],
                bySource.TryGetValue(stored.Report.Id, out var opened)
                    ? new(opened.Id, opened.Number, opened.Status)
                    : null,
                facility: null
            );
        }
    }

    private static PhotoReceipt PhotoOf(NewReport stored, PhotoDeclaration declared) =>
        stored.Arrived.FirstOrDefault(p => p.Sha256 == declared.Sha256) is { } arrived
            ? new(declared.Sha256, declared.Bytes, arrived.MediaType, "verified", arrived.Bytes)
            : new(declared.Sha256, declared.Bytes, declared.Type, "declared", 0);

    /// <returns>The numbers for their cases.</returns>
    private async Task<string[]> StoreReportsAsync(NpgsqlConnection connection, IReadOnlyList<NewReport> group)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(_reports.Command([.. group.Select(n => n.Report)]));
        if (group.SelectMany(n => n.Measures).ToList() is { Count: > 0 } measures)
        {
            batch.BatchCommands.Add(_measures.Command(measures));
        }

        if (group.SelectMany(n => PhotoDeclaration.Attach(n.Report.Id, n.Photos)).ToList() is { Count: > 0 } photos)
        {
            batch.BatchCommands.Add(_attachments.Command(photos));
        }

        if (group.SelectMany(n => n.Arrived.Select(p => (p, n.Report.ReceivedAt))).ToList() is { Count: > 0 } arrived)
        {
            batch.BatchCommands.Add(ArrivedPhoto.Insert(arrived));
        }

        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("insert into flag_prompt (report_id) select unnest(@reports)").With(
                "reports",
                group.Select(n => n.Report.Id).ToArray()
            )
        );
        var patrols = group.Where(n => n.Report.PatrolId is not null).ToList();
        if (patrols.Count > 0)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("select flag_foreign_reports(@patrols)").With(
                    "patrols",
                    patrols.Select(n => n.Report.PatrolId!.Value).ToArray()
                )
            );
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    "select id, flag_reasons, flags from report where id = any (@reports) and 'foreign_patrol' = any (flags)"
                ).With("reports", patrols.Select(n => n.Report.Id).ToArray())
            );
        }

        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("select next_case_numbers(@at)").With(
                "at",
                group.Where(n => n.Opening is not null).Select(n => n.Report.ReceivedAt).ToArray()
            )
        );
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        if (patrols.Count > 0)
        {
            await reader.NextResultAsync();
            var byId = patrols.ToDictionary(n => n.Report.Id);
            foreach (var (id, reasons, flags) in await reader.ListAsync<Flagged>(default))
            {
                byId[id].Report.Flag(flags.Select(flag => new FlagReason(flag, reasons.GetProperty(flag))));
            }

            await reader.NextResultAsync();
        }

        return (await reader.ListAsync<string[]>(default)).Single();
    }

    /// <returns>Whether bytes of any of their photos have come otherwise.</returns>
    private async Task<bool> StoreCasesAsync(
        NpgsqlConnection connection,
        IReadOnlyList<NewReport> group,
        List<Case> cases
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (cases.Count > 0)
        {
            batch.BatchCommands.Add(_cases.Command(cases));
            batch.BatchCommands.Add(_events.Command([.. cases.SelectMany(c => c.Log)]));
        }

        var photos = group
            .SelectMany(n => n.Photos.ExceptBy(n.Arrived.Select(p => p.Sha256), p => p.Sha256))
            .Select(p => Convert.FromHexString(p.Sha256))
            .ToList();
        if (photos.Count > 0)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    """
                    select exists (select from photo where sha256 = any (@photos))
                      or exists (select from upload where sha256 = any (@photos) and completed_at is null)
                    """
                ).With("photos", photos.ToArray())
            );
        }

        if (batch.BatchCommands.Count == 0)
        {
            return false;
        }

        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        return photos.Count > 0 && (await reader.ListAsync<bool>(default)).Single();
    }

    private sealed record Flagged(Guid Id, JsonElement FlagReasons, string[] Flags);
}
