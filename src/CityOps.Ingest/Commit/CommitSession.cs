using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// The committer's own database connection, and the transactions it makes on it. Every method stores all it is given
/// or, when it throws, nothing.
/// </summary>
internal sealed class CommitSession(NpgsqlDataSource database, TimeSpan timeout) : IAsyncDisposable
{
    // Below this many rows one insert's round trip is quicker than COPY's three; measured, docs/benchmarks.md.
    private const int CopyFrom = 64;
    private readonly DuplicateHeuristic _duplicates = new();
    private readonly DirtyHours _dirtyHours = new();
    private NpgsqlConnection? _connection;

    /// <summary>
    /// Stores rows and rejections in one transaction and decides each row; a conflict with a stored reading adds a new
    /// rejection, which is not committed yet.
    /// </summary>
    public async Task StoreAsync(
        IReadOnlyList<RowRef> rows,
        IReadOnlyList<(Submission, Rejection)> rejections,
        CancellationToken cancellationToken
    )
    {
        if (
            rows.Count >= CopyFrom
            && !_duplicates.ExpectsDuplicates
            && await TryCopyAsync(rows, rejections, cancellationToken)
        )
        {
            return;
        }

        while (!await TryInsertAsync(rows, rejections, cancellationToken))
        {
            // Another node stored one of the keys meanwhile; the next attempt sees it.
        }
    }

    /// <summary>Gives the connection up, after an error or at the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private async Task<bool> TryCopyAsync(
        IReadOnlyList<RowRef> rows,
        IReadOnlyList<(Submission, Rejection)> rejections,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var connection = await OpenAsync(deadline.Token);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(deadline.Token);
            await ReadingCopy.WriteAsync(connection, rows, deadline.Token);
            await using var batch = Batch(connection, _dirtyHours.Command(rows));
            if (FlagInsert.Command(rows, areNew: true) is { } flags)
            {
                batch.BatchCommands.Add(flags);
            }

            if (rejections.Count > 0)
            {
                batch.BatchCommands.Add(RejectionInsert.Command(rejections));
            }

            await batch.ExecuteNonQueryAsync(deadline.Token);
            await transaction.CommitAsync(deadline.Token);
        }
        catch (PostgresException e) when (Outage.IsUniqueViolation(e))
        {
            _duplicates.CopyFailed();
            return false;
        }

        _duplicates.CopyWorked();
        Decide(rows, []);
        return true;
    }

    private async Task<bool> TryInsertAsync(
        IReadOnlyList<RowRef> rows,
        IReadOnlyList<(Submission, Rejection)> rejections,
        CancellationToken cancellationToken
    )
    {
        // One batch is one implicit transaction: one round trip, also with rejections.
        await using var batch = Batch(await OpenAsync(cancellationToken));
        if (rejections.Count > 0)
        {
            batch.BatchCommands.Add(RejectionInsert.Command(rejections));
        }

        if (rows.Count == 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }

        if (FlagInsert.Command(rows, areNew: false) is { } flags)
        {
            batch.BatchCommands.Add(flags);
        }

        batch.BatchCommands.Add(_dirtyHours.Command(rows));
        batch.BatchCommands.Add(ReadingInsert.Command(rows));
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (settled, known) = await ReadingInsert.ReadAsync(reader, rows.Count, cancellationToken);
        await reader.NextResultAsync(cancellationToken); // reads on to the end of the transaction
        if (settled)
        {
            _duplicates.Inserted(known.Count > 0);
            Decide(rows, known);
        }

        return settled;
    }

    private static void Decide(IReadOnlyList<RowRef> rows, List<(int Index, bool Same)> known)
    {
        foreach (var (index, same) in known)
        {
            if (same)
            {
                rows[index].Row.State = RowState.Duplicate;
            }
            else
            {
                rows[index].Reject(RejectionReason.Conflict, Conflict.WithStored);
            }
        }

        for (var i = 0; i < rows.Count; i++)
        {
            ref var row = ref rows[i].Row;
            row.State = row.State == RowState.Undecided ? RowState.Stored : row.State;
        }
    }

    private NpgsqlBatch Batch(NpgsqlConnection connection, params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = (int)timeout.TotalSeconds };
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        _connection ??= await database.OpenConnectionAsync(cancellationToken);
}
