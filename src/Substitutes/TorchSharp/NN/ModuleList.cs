using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a row; component names are their positions.</summary>
    public class ModuleList<T> : torch.nn.Module, IReadOnlyList<T> where T : torch.nn.Module
    {
        private readonly T[] list;
        private bool registered;

        public ModuleList(params T[] modules) : base("ModuleList") => list = [.. modules];

        public int Count => list.Length;

        public T this[int index] => list[index];

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)list).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        // As in the published package, the elements are components once the list itself is one.
        protected override void RegisterComponents()
        {
            if (registered) return;
            registered = true;
            for (int i = 0; i < list.Length; i++) RegisterModule(i.ToString(CultureInfo.InvariantCulture), list[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
