using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// MQTTnet's log, a level lower: what a client does wrong is an error to MQTTnet and an everyday matter to an uplink on
/// the open network.
/// </summary>
internal sealed class MqttNetLog(ILogger logger) : IMqttNetLogger
{
    /// <inheritdoc />
    public bool IsEnabled => logger.IsEnabled(LogLevel.Debug);

    /// <inheritdoc />
    public void Publish(
        MqttNetLogLevel logLevel,
        string source,
        string message,
        object[]? parameters,
        Exception? exception
    )
    {
        var level = logLevel switch
        {
            MqttNetLogLevel.Error => LogLevel.Information,
            MqttNetLogLevel.Warning => LogLevel.Debug,
            _ => LogLevel.Trace,
        };
        if (logger.IsEnabled(level))
        {
            var text = parameters is { Length: > 0 }
                ? string.Format(System.Globalization.CultureInfo.InvariantCulture, message, parameters)
                : message;
            logger.Log(level, exception, "{Source}: {Message}", source, text);
        }
    }
}
