using System.Reflection;
using System.Runtime.InteropServices;

namespace Engine.Tests.Architecture;

public sealed class PublicSignatureTests
{
    public static TheoryData<string> Assemblies => ["Engine", "Engine.Kernels", "Engine.Native"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicMembers_SpeakSpansIntsAndOurNouns(string assembly)
    {
        var offenders =
            from type in Assembly.Load(assembly).GetExportedTypes()
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where IsVisible(member) && !(member is ConstructorInfo && typeof(Delegate).IsAssignableFrom(type))
            from used in Types(member)
            where IsForeign(used)
            select $"{type.FullName}.{member.Name}: {used}";
        string[] broken = [.. offenders.Distinct()];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Fact]
    public void NativeAssembly_ExportsNoStruct() =>
        Assert.DoesNotContain(Assembly.Load("Engine.Native").GetExportedTypes(), type => type.IsValueType && !type.IsEnum);

    [Theory]
    [InlineData(nameof(Offender.Pointer))]
    [InlineData(nameof(Offender.Handle))]
    [InlineData(nameof(Offender.SafeHandle))]
    [InlineData(nameof(Offender.Callback))]
    public void Check_MemberThatBreaksTheRule_IsReported(string member) =>
        Assert.Contains(typeof(Offender).GetMember(member).SelectMany(Types), IsForeign);

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => false,
    };

    private static IEnumerable<Type> Types(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        MethodBase constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    // nuint stays: it is a length that may pass 2 GiB, not an address.
    private static bool IsForeign(Type type)
    {
        if (type.HasElementType && !type.IsPointer) return IsForeign(type.GetElementType()!);
        return type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || typeof(SafeHandle).IsAssignableFrom(type)
            || type.GetGenericArguments().Any(IsForeign);
    }

    private static unsafe class Offender
    {
        public static void Pointer(float* values) => _ = values;
        public static nint Handle() => 0;
        public static SafeHandle? SafeHandle(Span<int> ids) => ids.IsEmpty ? null : null;
        public static void Callback(Action<nint[]> call) => _ = call;
    }
}
