using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of every network and layer. <see cref="RegisterComponents"/> finds the parameters, buffers and sub-modules
        /// in the fields of the derived class; a field's name is the component's.
        /// </summary>
        /// <remarks>
        /// As in the published package, parameters and buffers of a network's own fields stay in the dispose scope they were made in;
        /// those of the layers here belong to their layer.
        /// </remarks>
        public abstract class Module : IDisposable
        {
            private readonly string name;
            private readonly Dictionary<string, Parameter> ownParameters = [];
            private readonly Dictionary<string, Tensor> ownBuffers = [];
            private readonly List<(string name, Module module)> ownModules = [];
            private bool componentsFound;

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach ((_, Module child) in ownModules) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual IEnumerable<(string name, Module module)> named_children() => ownModules;

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>The descendants, without this module: first the children, then the descendants of each.</summary>
            public virtual IEnumerable<Module> modules() => children().Concat(children().SelectMany(child => child.modules()));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                ownParameters.Select(p => (p.Key, p.Value))
                    .Concat(Inner(recurse, child => child.named_parameters()))
                    .DistinctBy(p => p.Item2.Handle);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                ownBuffers.Select(b => (b.Key, b.Value))
                    .Concat(Inner(recurse, child => child.named_buffers()))
                    .DistinctBy(b => b.Item2.Handle);

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                Dictionary<string, Tensor> state = destination ?? [];
                string before = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string key, Parameter value) in named_parameters()) state.TryAdd(before + key, value);
                foreach ((string key, Tensor value) in named_buffers()) state.TryAdd(before + key, value);
                return state;
            }

            protected virtual void RegisterComponents()
            {
                if (componentsFound) return;
                componentsFound = true;
                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    ComponentNameAttribute? component = field.GetCustomAttribute<ComponentNameAttribute>();
                    string key = component?.Name ?? field.Name;
                    object? value = field.GetValue(this);
                    // Only the layers of this assembly name their components: what they hold is theirs.
                    if (component is not null && value is Tensor owned) owned.DetachFromDisposeScope();
                    switch (value)
                    {
                        case Module module: RegisterModule(key, module); break;
                        case Parameter parameter: ownParameters.Add(key, parameter); break;
                        case Tensor buffer: ownBuffers.Add(key, buffer); break;
                    }
                }
            }

            internal void RegisterModule(string key, Module module)
            {
                module.RegisterComponents();
                ownModules.Add((key, module));
            }

            internal void Move(Device? device, ScalarType? type)
            {
                if (type is { } given and not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={given}");
                if (device?.type == DeviceType.CUDA && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                using IDisposable noGrad = no_grad();
                foreach (Tensor tensor in parameters().Concat(named_buffers().Select(b => b.buffer)).ToArray()) tensor.Replace(device, type);
            }

            private IEnumerable<(string, T)> Inner<T>(bool recurse, Func<Module, IEnumerable<(string, T)>> select) =>
                recurse ? ownModules.SelectMany(c => select(c.module).Select(item => ($"{c.name}.{item.Item1}", item.Item2))) : [];

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (Parameter parameter in ownParameters.Values) parameter.Dispose();
                foreach (Tensor buffer in ownBuffers.Values) buffer.Dispose();
                foreach ((_, Module child) in ownModules) child.Dispose();
            }
        }

        /// <summary>A module with one input and one output.</summary>
        public abstract class Module<T, TResult> : Module
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }
}

public static class ModuleExtensionMethods
{
    /// <summary>Moves the module's parameters and buffers to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(device, null);
        return module;
    }

    /// <summary>Converts the module's floating parameters and buffers.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }
}
