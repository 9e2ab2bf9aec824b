using System.ComponentModel;
using System.Net.Sockets;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Verbs;

/// <summary>
/// What ended a verb, as a sentence for whoever typed it: what happened, and what to do. A stack trace is for whoever
/// mends the program, on request.
/// </summary>
internal static class Failures
{
    private const string TraceVariable = "CITYOPS_TRACE";

    // errno of a full disk and of a quota that is used up, as .NET's HResult carries it
    private static readonly int[] NoRoom = [28, 122];

    public static string Sentence(Exception problem)
    {
        var said = Of(problem);
        return Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } ? $"{said}\n{problem}" : said;
    }

    private static string Of(Exception problem) =>
        problem switch
        {
            SetupException or EmbeddedPostgresException or InvalidDataException { InnerException: null } =>
                problem.Message,
            _ when ConstraintProblems.Violation(problem) is { } violation =>
                $"The database refused this: {ConstraintProblems.For(violation)!.Title} (constraint {violation.ConstraintName})",
            TypeInitializationException { InnerException: { } inner } => Of(inner),
            AggregateException { InnerExceptions: [var only] } => Of(only),
            TimeZoneNotFoundException or InvalidTimeZoneException =>
                "The time zone Asia/Shanghai is missing on this machine: apt-get install tzdata.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                "The disk of the database is full; nothing was kept. Free some room, then try again.",
            PostgresException
            {
                SqlState: PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
            } => "The database was stopped on the way; nothing was kept. Try again once it runs.",
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword
                    or PostgresErrorCodes.InvalidAuthorizationSpecification
                    or PostgresErrorCodes.InvalidCatalogName
            } refused => $"The database of Database:ConnectionString cannot be opened: {refused.MessageText}.",
            PostgresException refused =>
                $"The database refused this: {refused.MessageText} (SQLSTATE {refused.SqlState}).",
            NpgsqlException away =>
                $"The database does not answer: {Last(away)} Is it running, and is Database:ConnectionString right?",
            DbUpdateException { InnerException: { } inner } => Of(inner),
            InvalidOperationException { InnerException: NpgsqlException inner } wrapped =>
                $"{wrapped.Message}: {Of(inner)}",
            AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
                string.Join(" ", several.InnerExceptions.Select(Of)),
            OptionsValidationException wrong => $"A setting is wrong: {string.Join(" ", wrong.Failures)}",
            IOException full when NoRoom.Contains(full.HResult & 0xFFFF) =>
                "The disk is full; nothing was kept. Free some room, then try again.",
            FileNotFoundException or DirectoryNotFoundException => $"{problem.Message}",
            IOException { InnerException: SocketException busy } taken
                when busy.SocketErrorCode == SocketError.AddressAlreadyInUse => taken.Message,
            InvalidDataException { InnerException: JsonException json } wrong
                when wrong.Message.Contains("configuration", StringComparison.OrdinalIgnoreCase) =>
                $"{wrong.Message} {json.Message}",
            UnauthorizedAccessException => $"{problem.Message} Run as the user that the data folder belongs to.",
            HttpRequestException or SocketException => $"The other side does not answer: {problem.Message}.",
            Win32Exception => $"A program of the machine cannot be run: {problem.Message}.",
            InvalidDataException or IOException or TimeoutException or JsonException or UriFormatException =>
                problem.Message,
            _ =>
                $"This should not happen ({problem.GetType().Name}): {problem.Message} Please report it; with {TraceVariable}=1 the same command prints where it happened.",
        };

    private static string Last(Exception problem)
    {
        while (problem.InnerException is { } inner)
        {
            problem = inner;
        }

        return problem.Message.EndsWith('.') ? problem.Message : problem.Message + ".";
    }
}
