using System.Text.Json;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Cases;

/// <summary>What goes with a step.</summary>
/// <param name="Organisation">For dispatch: who is to put it right; the category's organisation stays when left out.
/// For transfer: a town's office; that of the case's town when left out.</param>
/// <param name="Condition">For file, dispatch and transfer: the id of the category's filing condition whose limit
/// holds; the first one when left out.</param>
/// <param name="DeviceAt">The device's time, for steps that were taken without a signal.</param>
/// <param name="SentAt">The device's clock when it sends, by which a wrong one is put right.</param>
/// <param name="Into">For merge: the case that is the same problem and goes on.</param>
/// <param name="Answers">For handle: what was filled in, which may come to quantities of work.</param>
/// <param name="Form">For handle: the form that was filled in, when it may no longer be the category's handling form;
/// that when left out.</param>
/// <param name="FormVersion">For handle: the latest published one when left out.</param>
/// <param name="Until">For suspend: when the case comes back by itself, within a year; a year when left out.</param>
/// <param name="StepId">Made by the client: the same step sent again after a lost answer is not taken twice.</param>
/// <param name="Category">For recategorise: the code of the category that it is of.</param>
/// <param name="Position">For move: where it lies.</param>
public sealed record CaseStepBody(
    string? Note,
    string? Organisation,
    DateTimeOffset? DeviceAt,
    IReadOnlyList<PhotoBody>? Photos,
    Guid? Condition = null,
    Guid? Into = null,
    DateTimeOffset? Until = null,
    [property: JsonObject] JsonElement? Answers = null,
    string? Form = null,
    int? FormVersion = null,
    Guid? StepId = null,
    DateTimeOffset? SentAt = null,
    string? Category = null,
    SentPosition? Position = null
)
{
    private const int MaxNoteLength = 4000;

    internal Result<StepContent> Check(CaseStep step, DateTimeOffset now)
    {
        var note = InputText.Clean(Note);
        if (InputText.TooLong(note, MaxNoteLength, "note") is { } tooLong)
        {
            return tooLong;
        }

        var takes = CaseActions.Find(step.Action)!.Takes;
        if (Given().FirstOrDefault(member => !member.As.Any(takes.Contains)) is { Name: { } unused, As: var inputs })
        {
            var actions = CaseActions.All.Where(a => a.Takes.Any(inputs.Contains)).Select(a => a.Code).ToArray();
            return Problems.FieldNotOfStep.Refuse(
                $"{step.Action} takes no {unused}; it goes with {string.Join(", ", actions)}.",
                ("field", unused),
                ("for", actions)
            );
        }

        if (step.NeedsNote && note is null)
        {
            return Problems.FieldMissing.Refuse($"{step.Action} needs a note that says why.", ("field", "note"));
        }

        var time = DeviceAt is { } said ? DeviceTime.Judge(said, SentAt, null, now, TimeSpan.MaxValue) : null;
        if (Until is { } until && (until <= now || until > now.AddYears(1)))
        {
            return Problems.FieldInvalid.Refuse("until is after now and within a year.", ("field", "until"));
        }

        KnownPosition? position = null;
        if (Position is not null)
        {
            (position, var badPosition) = Position.Check();
            if (badPosition is not null)
            {
                return badPosition;
            }
        }

        var (photos, badPhotos) = PhotoDeclaration.CheckAll(Photos);
        return photos is null
            ? badPhotos!
            : new StepContent(
                note,
                InputText.Clean(Organisation),
                time is null ? null : InputTime.Stored(time.At),
                photos,
                Condition,
                Into,
                Until,
                Answers,
                Form,
                FormVersion,
                time?.DeviceReportedAt,
                InputText.Clean(Category),
                position
            );
    }

    // The members that were sent and that not every step has a use for; one that is not used is a misunderstanding.
    private IEnumerable<(string Name, StepInput[] As)> Given()
    {
        (object? Value, string Name, StepInput[] As)[] members =
        [
            (Organisation, "organisation", [StepInput.Organisation, StepInput.TownOffice]),
            (Condition, "condition", [StepInput.Condition]),
            (Into, "into", [StepInput.Into]),
            (Until, "until", [StepInput.Until]),
            (Answers, "answers", [StepInput.Answers]),
            (Form, "form", [StepInput.Answers]),
            (FormVersion, "formVersion", [StepInput.Answers]),
            (Category, "category", [StepInput.Category]),
            (Position, "position", [StepInput.Position]),
        ];
        return members.Where(member => member.Value is not null).Select(member => (member.Name, member.As));
    }
}

/// <summary>A checked <see cref="CaseStepBody"/>.</summary>
/// <param name="DeviceAt">The device's time, put right where its clock was wrong.</param>
/// <param name="DeviceSaid">What it said, where that is not <paramref name="DeviceAt"/>; kept in the log's
/// entry.</param>
internal sealed record StepContent(
    string? Note,
    string? Organisation,
    DateTimeOffset? DeviceAt,
    IReadOnlyList<PhotoDeclaration> Photos,
    Guid? Condition,
    Guid? Into,
    DateTimeOffset? Until,
    JsonElement? Answers,
    string? Form,
    int? FormVersion,
    DateTimeOffset? DeviceSaid,
    string? Category,
    KnownPosition? Position
);
