using Microsoft.AspNetCore.Http.HttpResults;

namespace CityOps.App.Http;

/// <summary>
/// Why a use case did not do what it was asked: an outcome that is expected, so a value and not an exception. Over HTTP
/// it is the problem+json answer, over MQTT the reason on record.
/// </summary>
/// <param name="Detail">What happened, to which id, and what to do; no personal data.</param>
/// <param name="More">Further members of the answer.</param>
public sealed record Refusal(Problem Problem, string? Detail = null, params (string Name, object? Value)[] More)
{
    public ProblemHttpResult Answer() => Problem.With(Detail, More);
}

/// <summary>What a use case came to: a value, or a <see cref="Http.Refusal"/>.</summary>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Null when there is a value.</summary>
    public Refusal? Refusal { get; }

    public T Value =>
        Refusal is null ? _value! : throw new InvalidOperationException($"There is no value: {Refusal.Problem.Code}.");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public void Deconstruct(out T? value, out Refusal? refusal) => (value, refusal) = (_value, Refusal);
}

public static class ProblemRefusal
{
    /// <inheritdoc cref="Problem.With"/>
    public static Refusal Refuse(
        this Problem problem,
        string? detail = null,
        params (string Name, object? Value)[] more
    ) => new(problem, detail, more);
}
