using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// What an action (派遣, 挂账, …) asks, what it does to a case and to its clock, and how it is called: one file each, found
/// by <see cref="CaseActions"/>. From where to where it leads and who may take it is the city's to say (table
/// case_step); <see cref="Ships"/> is what it says at first.
/// </summary>
internal abstract class CaseAction
{
    /// <summary>As in the path of the call, the log and the graph; never changed once it was released.</summary>
    public abstract string Code { get; }

    /// <summary>On the button: what to do.</summary>
    public abstract Words Button { get; }

    /// <summary>In the log: what was done.</summary>
    public abstract Words Logged { get; }

    /// <summary>Buttons stand in this order. Below <see cref="Beside"/> stands what usually comes next, from
    /// <see cref="Ending"/> on what ends or undoes.</summary>
    public virtual int ButtonOrder => Beside;

    public const int Beside = 50;
    public const int Ending = 100;

    /// <summary>It ends a case before its work is done, sends it back or undoes something: nobody does that without a
    /// note, whatever the city's graph says.</summary>
    public bool NeedsReason => ButtonOrder >= Ending;

    /// <summary>What goes with it; any other member of the call's body is refused.</summary>
    public virtual IReadOnlyList<StepInput> Takes => [];

    /// <summary>An effect of sql/functions/case_clock.sql; null where the clock does what the status that it leads to
    /// says.</summary>
    public virtual string? Clock => null;

    /// <summary>It changes what stands beside the case and leaves the case where it is.</summary>
    public virtual bool Stays => false;

    /// <summary>
    /// It says something to those who work on the case and changes nothing that a step goes by: whoever has not read it
    /// yet may take a step on what they saw.
    /// </summary>
    public virtual bool IsRemark => false;

    /// <summary>The only status that it leads to; only such actions lead there. Null: wherever the city says.</summary>
    public virtual string? OnlyTo => null;

    /// <summary>
    /// The action that it undoes: it starts only from the status that that one leads to, nothing else does, and it
    /// brings the case back to where it was.
    /// </summary>
    public virtual string? Undoes => null;

    /// <summary>Whoever takes it has worked on the case and is not drawn to check it.</summary>
    public virtual bool IsWork => false;

    /// <summary>The steps of the graph that ships.</summary>
    public abstract IReadOnlyList<CaseStep> Ships { get; }

    /// <summary>Before the entry is written: checks what was sent, and adds to the entry's detail.</summary>
    /// <returns>Null when it may be taken.</returns>
    public virtual Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct) =>
        Task.FromResult<Refusal?>(null);

    /// <summary>What the entry does to the case beside its status; of the entry alone, so that the log can be replayed.
    /// An entry of an older version may lack details.</summary>
    public virtual void Follow(Case changed, CaseEvent entry) { }

    /// <summary>A step of the graph that ships.</summary>
    /// <param name="roles">Administrators may take every step.</param>
    /// <param name="notBy">See <see cref="CaseStep.NotBy"/>.</param>
    /// <param name="needsNote">Those of an action that <see cref="NeedsReason"/> need one anyway.</param>
    protected CaseStep Step(
        string from,
        string to,
        string[] roles,
        string[]? notBy = null,
        bool needsNote = false,
        bool isCheck = false
    ) =>
        new()
        {
            Action = Code,
            FromStatus = from,
            ToStatus = to,
            Roles = [.. roles, "admin"],
            NotBy = notBy ?? [],
            NeedsNote = needsNote || NeedsReason,
            IsCheck = isCheck,
        };
}

/// <summary>A name in both languages of the console.</summary>
public sealed record Words(string Zh, string En);

/// <summary>What a step asks beside note, time and photos, which go with each.</summary>
internal enum StepInput
{
    /// <summary>Who is to put it right.</summary>
    Organisation,

    /// <summary>The town's office that it is handed to; a member organisation too.</summary>
    TownOffice,

    /// <summary>The filing condition whose limit holds.</summary>
    Condition,

    /// <summary>The case that goes on.</summary>
    Into,

    /// <summary>When it comes back.</summary>
    Until,

    /// <summary>The category's handling form, filled in.</summary>
    Answers,

    /// <summary>The category that it is of.</summary>
    Category,

    /// <summary>Where it lies.</summary>
    Position,
}

/// <summary>A step that is about to be taken.</summary>
/// <param name="Detail">Of the log's entry; actions add to it.</param>
internal sealed record StepInHand(
    CityOpsDb Db,
    Case Case,
    StepContent Content,
    Caller Caller,
    DateTimeOffset Now,
    Dictionary<string, object> Detail
);
