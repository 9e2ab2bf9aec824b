using System.Buffers;

namespace CityOps.Ingest.Sl651;

/// <summary>What becomes of a packet.</summary>
internal enum Sl651PacketKind
{
    /// <summary>Others are to come.</summary>
    Waiting,

    /// <summary>All have come.</summary>
    Whole,

    /// <summary>The last has come and one is missing: it is asked for.</summary>
    Missing,

    /// <summary>The message is given up: it is too long, or a packet stayed away that was asked for twice.</summary>
    GivenUp,
}

/// <param name="Body">Of a whole message: the packets' bodies in their order; of a picture the first one's
/// alone.</param>
/// <param name="Raw">The packets as they came, as far as they are kept.</param>
/// <param name="Packet">The one that is missing.</param>
internal readonly record struct Sl651Packet(
    Sl651PacketKind Kind,
    ReadOnlyMemory<byte> Body = default,
    ReadOnlyMemory<byte> Raw = default,
    int Packet = 0
);

/// <summary>
/// The messages of several packets that a connection is sending (mode M3): one confirmation when all are there, and a
/// request for each that is not. Of a picture only the first packet is kept, and which others came.
/// </summary>
internal sealed class Sl651Packets
{
    private const int MaxMessages = 4;
    private const int MaxBytes = 64 * 1024;
    private const int MaxRequests = 2;
    private readonly Dictionary<(string Station, byte Function), Gathering> _messages = [];

    public Sl651Packet Add(Sl651Frame packet)
    {
        var key = (packet.Station, packet.Function);
        if (packet.Sequence < 1 || packet.Sequence > packet.Total)
        {
            return new Sl651Packet(Sl651PacketKind.GivenUp, Raw: packet.Raw);
        }

        if (!_messages.TryGetValue(key, out var message) || message.IsAnother(packet))
        {
            if (message is null && _messages.Count == MaxMessages)
            {
                _messages.Remove(_messages.Keys.First());
            }

            _messages[key] = message = new Gathering(packet.Total, packet.Function == Sl651Function.Picture);
        }

        var became = message.Add(packet);
        if (became.Kind is Sl651PacketKind.Whole or Sl651PacketKind.GivenUp)
        {
            _messages.Remove(key);
        }

        return became;
    }

    private sealed class Gathering(int total, bool isPicture)
    {
        private readonly Sl651Frame?[] _packets = new Sl651Frame?[total];
        private readonly byte[] _requests = new byte[total];
        private int _count;
        private int _bytes;
        private int _asked;

        /// <summary>Whether this packet belongs to a message that was begun anew.</summary>
        public bool IsAnother(Sl651Frame packet) =>
            packet.Total != total
            || (packet.Sequence == 1 && _packets[0] is { } first && !first.Body.Span.SequenceEqual(packet.Body.Span));

        public Sl651Packet Add(Sl651Frame packet)
        {
            ref var place = ref _packets[packet.Sequence - 1];
            if (place is null)
            {
                _count++;
                place =
                    isPicture && packet.Sequence > 1
                        ? packet with
                        {
                            Raw = default,
                            Body = default,
                        }
                        : Sl651Framer.Read(packet.Raw.ToArray()); // not the whole read that it came in
                _bytes += place.Raw.Length;
            }

            if (_bytes > MaxBytes)
            {
                return new Sl651Packet(Sl651PacketKind.GivenUp, Raw: Joined(frame => frame.Raw));
            }

            if (_count == total)
            {
                return new Sl651Packet(Sl651PacketKind.Whole, Joined(frame => frame.Body), Joined(frame => frame.Raw));
            }

            // A packet that was asked for comes alone; the next one that is missing is asked for then.
            return packet.Sequence == total || packet.End == Sl651Mark.Etx || packet.Sequence == _asked
                ? Request()
                : new Sl651Packet(Sl651PacketKind.Waiting);
        }

        private Sl651Packet Request()
        {
            var missing = Array.IndexOf(_packets, null);
            _asked = missing + 1;
            return ++_requests[missing] > MaxRequests
                ? new Sl651Packet(Sl651PacketKind.GivenUp, Raw: Joined(frame => frame.Raw))
                : new Sl651Packet(Sl651PacketKind.Missing, Body: _packets[0]?.Body ?? default, Packet: missing + 1);
        }

        private ReadOnlyMemory<byte> Joined(Func<Sl651Frame, ReadOnlyMemory<byte>> part)
        {
            var joined = new ArrayBufferWriter<byte>(Math.Max(_bytes, 1));
            foreach (var packet in _packets)
            {
                if (packet is not null)
                {
                    joined.Write(part(packet).Span);
                }
            }

            return joined.WrittenMemory;
        }
    }
}
