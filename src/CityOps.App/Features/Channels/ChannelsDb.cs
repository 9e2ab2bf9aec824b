using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Channels;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class ChannelsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Channel> Channels => db.Set<Channel>();
        public DbSet<ChannelRule> ChannelRules => db.Set<ChannelRule>();
        public DbSet<ChannelMessage> ChannelMessages => db.Set<ChannelMessage>();
    }
}
