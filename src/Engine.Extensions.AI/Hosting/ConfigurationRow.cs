using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Engine.Extensions.AI.Hosting;

/// <summary>An option as a configuration sets it.</summary>
/// <typeparam name="T">The options it belongs to.</typeparam>
/// <param name="Key">Its key: the property's name.</param>
/// <param name="Expected">Which values it takes.</param>
/// <param name="Set">The options with it; null where the value cannot be read.</param>
internal sealed record ConfigurationRow<T>(string Key, string Expected, Func<T, IConfigurationSection, T?> Set) where T : class;

/// <summary>Makes rows by the kind of their values. Nothing is found by reflection, so it works where code is trimmed or compiled ahead.</summary>
internal static class ConfigurationRow
{
    public static ConfigurationRow<T> Number<T, TValue>(string key, string expected, Func<T, TValue, T> set) where T : class where TValue : struct, System.Numerics.INumber<TValue> =>
        new(key, expected, (options, section) => InvariantNumber.TryParse(section.Value, out TValue value) ? set(options, value) : null);

    public static ConfigurationRow<T> Integer<T>(string key, Func<T, int, T> set) where T : class => Number(key, "an integer", set);

    public static ConfigurationRow<T> Real<T>(string key, Func<T, float, T> set) where T : class => Number(key, "a number", set);

    public static ConfigurationRow<T> Flag<T>(string key, Func<T, bool, T> set) where T : class =>
        new(key, "true or false", (options, section) => bool.TryParse(section.Value, out bool value) ? set(options, value) : null);

    public static ConfigurationRow<T> Name<T, TEnum>(string key, Func<T, TEnum, T> set) where T : class where TEnum : struct, Enum =>
        new(key, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}",
            (options, section) => Enum.GetNames<TEnum>().FirstOrDefault(name => name.Equals(section.Value, StringComparison.OrdinalIgnoreCase)) is { } name ? set(options, Enum.Parse<TEnum>(name)) : null);

    public static ConfigurationRow<T> Text<T>(string key, string expected, Func<T, string, T> set) where T : class =>
        new(key, expected, (options, section) => string.IsNullOrEmpty(section.Value) ? null : set(options, section.Value));

    public static ConfigurationRow<T> Time<T>(string key, Func<T, TimeSpan, T> set) where T : class =>
        new(key, "a time as 00:00:30", (options, section) => TimeSpan.TryParse(section.Value, CultureInfo.InvariantCulture, out var value) ? set(options, value) : null);

    /// <summary>A list, one item for each child of the section.</summary>
    public static ConfigurationRow<T> List<T, TItem>(string key, string expected, Func<IConfigurationSection, (bool IsRead, TItem Item)> read, Func<T, IReadOnlyList<TItem>, T> set) where T : class =>
        new(key, expected, (options, section) =>
        {
            var items = section.GetChildren().Select(read).ToArray();
            return items.Length > 0 && items.All(item => item.IsRead) ? set(options, [.. items.Select(item => item.Item)]) : null;
        });

    /// <summary>What a configuration cannot say.</summary>
    public static ConfigurationRow<T> OnlyInCode<T>(string key) where T : class => new(key, "no value: it can be set in code only", (_, _) => null);
}
