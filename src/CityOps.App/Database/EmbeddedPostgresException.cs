namespace CityOps.App.Database;

/// <summary>The embedded cluster can't be used. The message is for the operator: what happened, where, and what to
/// do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException() { }

    public EmbeddedPostgresException(string message)
        : base(message) { }

    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException) { }
}
